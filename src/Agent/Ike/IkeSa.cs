using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Fragments;
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
    /// <summary>The first sending and two repetitions.</summary>
    private const int SendingsBeforeLowering = 3;

    private readonly SessionContext _context;
    private SkProtection _outbound;
    private SkProtection _inbound;
    private int _datagramSize = DatagramSize.First;
    private (IkeHeader Header, IReadOnlyList<Payload> Payloads) _request;

    public IkeSa(
        SessionContext context, ulong spiI, ulong spiR, bool isInitiator, IkeSuite suite, IkeKeys keys, ExchangeWindow window)
    {
        _context = context;
        (InitiatorSpi, ResponderSpi, IsInitiator) = (spiI, spiR, isInitiator);
        (Suite, Keys, Window) = (suite, keys, window);
        (_outbound, _inbound) = Protect(keys);
    }

    public ulong InitiatorSpi { get; }

    public ulong ResponderSpi { get; }

    /// <summary>We began the exchange that made this IKE SA (RFC 7296 section 2.2: the original initiator).</summary>
    public bool IsInitiator { get; }

    public IkeSuite Suite { get; }

    public IkeKeys Keys { get; private set; }

    public ExchangeWindow Window { get; }

    public IkeTransport Transport { get; init; } = IkeTransport.Udp4500;

    public NatStatus Nat { get; set; }

    /// <summary>
    /// NAT_DETECTION_DESTINATION_IP as the gateway last sent it: a hash of how it sees us, which changes when a NAT maps us anew
    /// (RFC 4555 section 3.8). Empty before the first; IKE_SA_INIT does not count, as it went by another port.
    /// </summary>
    public ReadOnlyMemory<byte> SeenAs { get; set; }

    /// <summary>Both sides take fragments (RFC 7383 section 2.3). An IKE SA made by a rekey inherits it.</summary>
    public bool Fragmentation { get; init; }

    /// <summary>A PPK is mixed into SK_d (RFC 8784), and by that into all keys after it. An IKE SA made by a rekey inherits it.</summary>
    public bool UsesPpk { get; internal set; }

    /// <summary>What the gateway shows when it has lost this IKE SA (RFC 6290); null: it has told none.</summary>
    public SecretBytes? CrashToken { get; private set; }

    /// <summary>In place of the one before; disposed with the IKE SA.</summary>
    public void UseCrashToken(SecretBytes token)
    {
        CrashToken?.Dispose();
        CrashToken = token;
    }

    /// <summary>From here on by the keys that a PPK was mixed into.</summary>
    public void Adopt(PpkKeys mixed)
    {
        Keys.Adopt(mixed);
        UsesPpk = true;
    }

    /// <summary>
    /// All keys give way to those that an additional key exchange made (RFC 9370 section 2.2.2). The message IDs go on.
    /// </summary>
    public void Renew(IkeKeys keys)
    {
        Dispose();
        Keys = keys;
        (_outbound, _inbound) = Protect(keys);
    }

    /// <summary>The request that was sent last, as AUTH covers it (RFC 9242 section 3.3.2).</summary>
    public byte[] ClearRequest() => ClearMessage.Of(_request.Header, _request.Payloads);

    /// <summary>The IKE SA that a rekey under this one makes (RFC 7296 section 2.18): its own window, the same way to the gateway.</summary>
    public IkeSa Succeed(
        ulong spiI, ulong spiR, bool isInitiator, IkeSuite suite, ExchangeSecrets secrets, ExchangeNonces nonces)
    {
        IkeKeys keys = IkeKeys.DeriveRekeyed(
            suite, Suite.Prf, Keys.D, secrets.First, nonces, PlainMessage.Spis(spiI, spiR), secrets.Additional);
        if (_context.Settings.ExportKeys)
            _context.Emit(new ExportIkeKeys(spiI, spiR, suite, keys));
        ExchangeWindow window = new(_context.Settings.Established, roundTrip: _context.RoundTrip);
        return new IkeSa(_context, spiI, spiR, isInitiator, suite, keys, window)
        {
            Transport = Transport,
            Nat = Nat,
            Fragmentation = Fragmentation,
            UsesPpk = UsesPpk,
        };
    }

    /// <summary>Whether a message names this IKE SA and comes from the other end of it.</summary>
    public bool Owns(IkeHeader header) =>
        header.InitiatorSpi == InitiatorSpi && header.ResponderSpi == ResponderSpi && header.FromInitiator != IsInitiator;

    /// <summary>Starts an exchange; the window must be free.</summary>
    public void SendRequest(ExchangeType exchange, IReadOnlyList<Payload> payloads, Instant now)
    {
        _request = (Header(exchange, isResponse: false, Window.NextRequestId), payloads);
        Window.Begin(Seal(_request.Header, payloads), now);
        Emit(Window.PendingRequest);
    }

    /// <summary>
    /// Sends the waiting request again, bit for bit; or once, after two vain repetitions, in smaller fragments, which this
    /// IKE SA keeps to from then on (RFC 7383 section 2.5.2).
    /// </summary>
    public void RepeatRequest()
    {
        bool isLarge = Window.PendingRequest.Any(d => d.Length > LimitOf(DatagramSize.Lowered));
        if (Fragmentation && _datagramSize > DatagramSize.Lowered && isLarge && Window.PendingSent > SendingsBeforeLowering)
        {
            _datagramSize = DatagramSize.Lowered;
            Window.Refragment(Seal(_request.Header, _request.Payloads));
        }

        Emit(Window.PendingRequest);
    }

    /// <summary>Answers the request that the window expects next, and keeps the answer for its repetitions.</summary>
    public void SendResponse(IkeHeader request, IReadOnlyList<Payload> payloads)
    {
        Window.Answer(Seal(Header(request.ExchangeType, isResponse: true, request.MessageId), payloads));
        Emit(Window.LastResponse);
    }

    /// <summary>The last response again, bit for bit.</summary>
    public void RepeatResponse() => Emit(Window.LastResponse);

    /// <summary>Verifies and decrypts the SK payload of a message.</summary>
    public bool TryOpen(ReadOnlySpan<byte> message, EncryptedPayload sk, out byte[] plaintext) =>
        _inbound.TryOpen(message, sk, out plaintext);

    /// <summary>Verifies and decrypts the SKF payload of a message.</summary>
    public bool TryOpen(ReadOnlySpan<byte> message, EncryptedFragmentPayload skf, out byte[] plaintext) =>
        _inbound.TryOpen(message, skf, out plaintext);

    /// <summary>The keys are zeroed; nothing can be sent or opened any more.</summary>
    public void Dispose()
    {
        _outbound.Dispose();
        _inbound.Dispose();
        CrashToken?.Dispose();
        Keys.Dispose();
    }

    private (SkProtection Outbound, SkProtection Inbound) Protect(IkeKeys keys)
    {
        SkProtection fromInitiator = SkProtection.Create(Suite, keys.Ei, keys.Ai, _context.Random);
        SkProtection fromResponder = SkProtection.Create(Suite, keys.Er, keys.Ar, _context.Random);
        return IsInitiator ? (fromInitiator, fromResponder) : (fromResponder, fromInitiator);
    }

    private IReadOnlyList<ReadOnlyMemory<byte>> Seal(IkeHeader header, IReadOnlyList<Payload> payloads) =>
        Fragmenter.Seal(_outbound, header, payloads, Fragmentation ? LimitOf(_datagramSize) : int.MaxValue);

    private int LimitOf(int datagram) => DatagramSize.MessageLength(datagram, _context.Path.Remote, Transport);

    private void Emit(IReadOnlyList<ReadOnlyMemory<byte>> datagrams)
    {
        foreach (ReadOnlyMemory<byte> datagram in datagrams)
            _context.Send(Transport, datagram);
    }

    private IkeHeader Header(ExchangeType exchange, bool isResponse, uint messageId)
    {
        HeaderFlags flags = (IsInitiator ? HeaderFlags.Initiator : 0) | (isResponse ? HeaderFlags.Response : 0);
        return new(InitiatorSpi, ResponderSpi, PayloadType.None, 2, 0, exchange, flags, messageId, 0);
    }
}
