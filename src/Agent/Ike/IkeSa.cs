using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Protection;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike;

/// <summary>
/// One IKE SA: SPIs, keys, both protections and the window. It seals and opens messages; what they mean is the business of
/// states and tasks. We are its original initiator, or the gateway is, where the gateway began the rekey that made it.
/// </summary>
public sealed class IkeSa : IDisposable
{
    private readonly SessionContext _context;
    private readonly SkProtection _outbound;
    private readonly SkProtection _inbound;

    public IkeSa(
        SessionContext context, ulong spiI, ulong spiR, bool isInitiator, IkeSuite suite, IkeKeys keys, ExchangeWindow window)
    {
        _context = context;
        (InitiatorSpi, ResponderSpi, IsInitiator) = (spiI, spiR, isInitiator);
        (Suite, Keys, Window) = (suite, keys, window);
        SkProtection fromInitiator = SkProtection.Create(suite, keys.Ei, keys.Ai, context.Random);
        SkProtection fromResponder = SkProtection.Create(suite, keys.Er, keys.Ar, context.Random);
        (_outbound, _inbound) = isInitiator ? (fromInitiator, fromResponder) : (fromResponder, fromInitiator);
    }

    public ulong InitiatorSpi { get; }

    public ulong ResponderSpi { get; }

    /// <summary>We began the exchange that made this IKE SA (RFC 7296 section 2.2: the original initiator).</summary>
    public bool IsInitiator { get; }

    public IkeSuite Suite { get; }

    public IkeKeys Keys { get; }

    public ExchangeWindow Window { get; }

    public IkeTransport Transport { get; init; } = IkeTransport.Udp4500;

    public NatStatus Nat { get; set; }

    /// <summary>The IKE SA that a rekey under this one makes (RFC 7296 section 2.18): its own window, the same way to the gateway.</summary>
    public IkeSa Succeed(
        ulong spiI, ulong spiR, bool isInitiator, IkeSuite suite, ReadOnlySpan<byte> shared, ExchangeNonces nonces)
    {
        IkeKeys keys = IkeKeys.DeriveRekeyed(suite, Suite.Prf, Keys.D, shared, nonces, PlainMessage.Spis(spiI, spiR));
        if (_context.Settings.ExportKeys)
            _context.Emit(new ExportIkeKeys(spiI, spiR, suite, keys));
        return new IkeSa(_context, spiI, spiR, isInitiator, suite, keys, new ExchangeWindow(_context.Settings.Established))
        {
            Transport = Transport,
            Nat = Nat,
        };
    }

    /// <summary>Whether a message names this IKE SA and comes from the other end of it.</summary>
    public bool Owns(IkeHeader header) =>
        header.InitiatorSpi == InitiatorSpi && header.ResponderSpi == ResponderSpi && header.FromInitiator != IsInitiator;

    /// <summary>Starts an exchange; the window must be free.</summary>
    public void SendRequest(ExchangeType exchange, IReadOnlyList<Payload> payloads, Instant now)
    {
        byte[] message = _outbound.Seal(Header(exchange, isResponse: false, Window.NextRequestId), payloads);
        Window.Begin(message, now);
        _context.Emit(new Send(Transport, message));
    }

    /// <summary>Answers the request that the window expects next, and keeps the answer for its repetitions.</summary>
    public void SendResponse(IkeHeader request, IReadOnlyList<Payload> payloads)
    {
        byte[] message = _outbound.Seal(Header(request.ExchangeType, isResponse: true, request.MessageId), payloads);
        Window.Answer(message);
        _context.Emit(new Send(Transport, message));
    }

    /// <summary>
    /// Verifies, decrypts, decodes and checks a message against the rules. False: not authentic, counted, to be ignored.
    /// True with a <paramref name="fault"/>: authentic, but wrong.
    /// </summary>
    public bool TryOpen(
        IkeHeader header, ReadOnlySpan<byte> message, out IReadOnlyList<Payload> payloads, out IkeFault? fault)
    {
        payloads = [];
        fault = null;
        if (!PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> outer, out _)
            || outer is not [EncryptedPayload sk])
        {
            _context.Counters.Malformed++;
            return false;
        }

        if (!_inbound.TryOpen(message, sk, out byte[] plaintext))
        {
            _context.Counters.NotAuthentic++;
            return false;
        }

        fault = PayloadChain.TryDecode(sk.FirstInner, plaintext, out IReadOnlyList<Payload> inner, out DecodeError error)
            ? PayloadRules.Check(header.ExchangeType, header.IsResponse, inner, out payloads)
            : IkeFault.Violation($"{header.ExchangeType} of the gateway does not decode: {error}");
        return true;
    }

    /// <summary>The keys are zeroed; nothing can be sent or opened any more.</summary>
    public void Dispose()
    {
        _outbound.Dispose();
        _inbound.Dispose();
        Keys.Dispose();
    }

    private IkeHeader Header(ExchangeType exchange, bool isResponse, uint messageId)
    {
        HeaderFlags flags = (IsInitiator ? HeaderFlags.Initiator : 0) | (isResponse ? HeaderFlags.Response : 0);
        return new(InitiatorSpi, ResponderSpi, PayloadType.None, 2, 0, exchange, flags, messageId, 0);
    }
}
