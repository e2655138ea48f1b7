using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// IKE_SA_INIT is out (RFC 7296 section 1.2). No answer here is authenticated, so none ends the attempt at once: a
/// refusal is kept, and becomes the result only if nothing better arrives within <see cref="RefusalGrace"/>.
/// </summary>
public sealed class InitState : IkeState
{
    /// <summary>Long enough for a forged refusal to be followed by the genuine answer, on a slow link too.</summary>
    public static readonly TimeSpan RefusalGrace = TimeSpan.FromSeconds(3);

    private const int MaximumCookies = 8;

    private readonly ExchangeWindow _window;
    private readonly ulong _spi;
    private readonly byte[] _nonce;
    private readonly List<KeyExchangeMethod> _untried;
    private KeyExchangeMethod _group;
    private KeyExchange _keyExchange;
    private ReadOnlyMemory<byte> _cookie;
    private int _cookies;
    private IkeFault? _refusal;

    public InitState(SessionContext context)
        : base(context)
    {
        _window = new ExchangeWindow(context.Settings.Connecting);
        _spi = context.RandomIkeSpi();
        _nonce = context.RandomBytes(32);
        _untried = [.. OfferedGroups(context.Settings.IkeProposals)];
        _group = TakeGroup(_untried[0]);
        _keyExchange = KeyExchangeMethods.Create(_group, context.Random);
    }

    public override Instant NextDeadline => _window.NextDeadline;

    public override void Enter(Instant now)
    {
        byte[] request = BuildRequest();
        _window.Begin(request, now);
        Context.Emit(new Send(IkeTransport.Udp500, request));
    }

    public override IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (header is not { ExchangeType: ExchangeType.IkeSaInit, IsResponse: true, FromInitiator: false, MessageId: 0 })
            return Ignore();
        if (!PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> all, out _))
        {
            Context.Counters.Malformed++;
            return this;
        }

        if (PayloadRules.Check(header.ExchangeType, true, all, out IReadOnlyList<Payload> payloads) is { } fault)
            return Refuse(fault, now);
        if (Find(payloads, NotifyType.Cookie) is { } cookie)
            return RetryWithCookie(cookie, now);
        if (payloads.OfType<NotifyPayload>().FirstOrDefault(n => n.IsError) is { } error)
            return HandleError(error, now);
        return header.ResponderSpi == 0 ? Ignore() : Accept(header.ResponderSpi, message, payloads, now);
    }

    public override IkeState HandleTimeout(Instant now)
    {
        switch (_window.HandleTimeout(now))
        {
            case WindowTimeout.Retransmit:
                Context.Counters.Retransmitted++;
                Context.Emit(new Send(IkeTransport.Udp500, _window.PendingRequest));
                return this;
            case WindowTimeout.GiveUp:
                return End(_refusal ?? new IkeFault(FaultKind.Unreachable, Blame.Network, "no answer to IKE_SA_INIT"));
            default:
                return this;
        }
    }

    public override IkeState Close(Instant now) => End(new IkeFault(FaultKind.Stopped, Blame.None, "stopped while connecting"));

    private static IEnumerable<KeyExchangeMethod> OfferedGroups(IReadOnlyList<Proposal> proposals) =>
        proposals.SelectMany(p => p.Transforms)
            .Where(t => t.Type == TransformType.KeyExchange)
            .Select(t => (KeyExchangeMethod)t.Id)
            .Distinct();

    private static NotifyPayload? Find(IReadOnlyList<Payload> payloads, NotifyType type) =>
        payloads.OfType<NotifyPayload>().FirstOrDefault(n => n.NotifyType == type);

    private byte[] BuildRequest()
    {
        IkePath path = Context.Path;
        List<Payload> payloads = [];
        if (!_cookie.IsEmpty)
            payloads.Add(Notifications.Of(NotifyType.Cookie, _cookie));
        payloads.Add(new SaPayload(Context.Settings.IkeProposals));
        payloads.Add(new KePayload(_group, _keyExchange.PublicValue.ToArray()));
        payloads.Add(new NoncePayload(_nonce));

        // A source port of 0 is never ours: the gateway sees a mismatch and encapsulates (RFC 7296 section 2.23).
        ushort sourcePort = Context.Settings.ForceEncapsulation ? (ushort)0 : path.LocalPort;
        payloads.Add(Notifications.Of(
            NotifyType.NatDetectionSourceIp, NatDetection.Digest(_spi, 0, path.Local, sourcePort)));
        payloads.Add(Notifications.Of(
            NotifyType.NatDetectionDestinationIp, NatDetection.Digest(_spi, 0, path.Remote, path.RemotePort)));
        return PlainMessage.Build(_spi, payloads);
    }

    private IkeState RetryWithCookie(NotifyPayload cookie, Instant now)
    {
        if (cookie.Data.Length is < 1 or > 64 || ++_cookies > MaximumCookies)
            return Ignore();
        _cookie = cookie.Data;
        Context.Note(NoteLevel.Debug, "the gateway asks for a cookie");
        return Resend(now);
    }

    private IkeState HandleError(NotifyPayload error, Instant now)
    {
        if (error.NotifyType != NotifyType.InvalidKePayload)
            return Refuse(NotifyFaults.From(error), now);
        if (error.Data.Length != 2)
            return Ignore();
        var wanted = (KeyExchangeMethod)((error.Data.Span[0] << 8) | error.Data.Span[1]);
        if (!_untried.Contains(wanted))
            return Refuse(NotifyFaults.UselessGroup(wanted), now);

        Context.Note(NoteLevel.Debug, $"the gateway asks for {SuiteNames.Of(wanted)} instead of {SuiteNames.Of(_group)}");
        _keyExchange.Dispose();
        _group = TakeGroup(wanted);
        _keyExchange = KeyExchangeMethods.Create(wanted, Context.Random);
        return Resend(now);
    }

    private IkeState Accept(ulong spiR, ReadOnlySpan<byte> message, IReadOnlyList<Payload> payloads, Instant now)
    {
        if (!TryNegotiate(payloads, out IkeSuite suite, out string problem))
            return Refuse(IkeFault.Violation(problem), now);
        byte[] nonceR = payloads.OfType<NoncePayload>().Single().Data.ToArray();
        KePayload ke = payloads.OfType<KePayload>().Single();
        bool fits = ke.Method == _group && suite.Group == _group && nonceR.Length is >= 16 and <= 256;
        if (!fits || nonceR.AsSpan().SequenceEqual(_nonce))
            return Refuse(IkeFault.Violation("key exchange or nonce of IKE_SA_INIT does not fit the request"), now);
        if (!_keyExchange.TryAgree(ke.Data.Span, out SecretBytes? shared))
            return Refuse(IkeFault.Violation("the gateway's public key is not valid"), now);
        bool traversesNat = NatDetection.TryRead(payloads, _spi, spiR, Context.Path, out NatStatus nat);
        if (!traversesNat && Context.Settings.ForceEncapsulation)
        {
            shared.Dispose();
            return Refuse(NotifyFaults.NoNatTraversal, now);
        }

        using (shared)
        {
            byte[] spis = PlainMessage.Spis(_spi, spiR);
            IkeKeys keys = IkeKeys.Derive(suite, shared.Span, _nonce, nonceR, spis.AsSpan(0, 8), spis.AsSpan(8));
            ReadOnlyMemory<byte> request = _window.PendingRequest;
            _window.Complete();
            _keyExchange.Dispose();
            IkeSa sa = new(Context, _spi, spiR, isInitiator: true, suite, keys, _window)
            {
                Nat = nat,
                Transport = traversesNat ? IkeTransport.Udp4500 : IkeTransport.Udp500,
            };
            return new AuthState(Context, sa, new InitTranscript(request, message.ToArray(), _nonce, nonceR));
        }
    }

    private bool TryNegotiate(IReadOnlyList<Payload> payloads, out IkeSuite suite, out string problem)
    {
        suite = null!;
        SaPayload answer = payloads.OfType<SaPayload>().Single();
        return ProposalMatch.TryChoose(Context.Settings.IkeProposals, answer, 0, out ChosenTransforms chosen, out problem)
            && IkeSuite.TryFrom(chosen, out suite, out problem);
    }

    private KeyExchangeMethod TakeGroup(KeyExchangeMethod group)
    {
        _untried.Remove(group);
        return group;
    }

    private InitState Resend(Instant now)
    {
        byte[] request = BuildRequest();
        _window.Replace(request, now);
        Context.Emit(new Send(IkeTransport.Udp500, request));
        return this;
    }

    private InitState Refuse(IkeFault fault, Instant now)
    {
        if (_refusal is null)
            Context.Note(NoteLevel.Debug, $"unauthenticated refusal: {fault.Message}; waiting for a better answer");
        _refusal ??= fault;
        _window.GiveUpBy(now + RefusalGrace);
        return this;
    }

    private ClosedState End(IkeFault fault)
    {
        _keyExchange.Dispose();
        return new ClosedState(Context, null, fault);
    }
}
