using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Login;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// An IKE SA that a response to IKE_SA_INIT made, and that is the gateway's only if its IKE_AUTH proves it. It runs all
/// exchanges from there to the proof: IKE_INTERMEDIATE (RFC 9242) where more than one key exchange was chosen, then IKE_AUTH.
/// </summary>
public sealed class AuthCandidate : IDisposable
{
    /// <summary>For the owner's verdict: gateways forget an IKE SA that stands by half after some 30 seconds.</summary>
    private static readonly TimeSpan VerdictTime = TimeSpan.FromSeconds(20);

    private static readonly IkeFault Unchecked =
        IkeFault.NotAuthentic("the gateway's certificate could not be checked in time", Blame.Network);

    private readonly SessionContext _context;
    private readonly SaChannel _channel;
    private readonly IntermediateExchange _intermediate;
    private LoginExchange? _login;
    private Instant _verdictUntil = Instant.Never;

    private AuthCandidate(SessionContext context, InitResponse response, IkeSa sa)
    {
        (_context, Response, Sa) = (context, response, sa);
        _channel = new SaChannel(context, sa);
        _intermediate = new IntermediateExchange(context, sa, response);
    }

    public InitResponse Response { get; }

    public IkeSa Sa { get; }

    /// <summary>An answer is awaited, of the gateway or of the owner.</summary>
    public bool IsPending => Sa.Window.IsBusy || Claim is not null;

    /// <summary>The token of the claim that the owner looks at.</summary>
    public long? Claim { get; private set; }

    /// <summary>What its exchanges ended with; null while it is pending, and when no answer came.</summary>
    public IkeFault? Fault { get; private set; }

    /// <summary>The sender has to be told of <see cref="Fault"/>.</summary>
    public bool IsTold { get; private set; }

    /// <summary>The exchange that is under way, or was the last.</summary>
    public ExchangeType Exchange => _login is null ? ExchangeType.IkeIntermediate : ExchangeType.IkeAuth;

    public Instant NextDeadline => Instant.Earliest(Sa.Window.NextDeadline, _verdictUntil);

    /// <summary>
    /// The gateway refused our AUTH, perhaps only as it had answered another of our requests than we took it for; or the Child SA in
    /// IKE_AUTH, without which it is to be asked.
    /// </summary>
    public bool MayBeMistaken => (Response.IsAmbiguous && IsOfTranscript)
        || (_context.IsChildless && Fault is { Kind: FaultKind.ChildlessOnly });

    /// <summary>What was taken for the transcript is in both AUTH payloads where that covers all of it, else in ours.</summary>
    private bool IsOfTranscript => Fault is { Kind: FaultKind.AuthenticationRejected }
        || (Response.Transcript.IsFull && Fault is { Kind: FaultKind.PeerNotAuthentic });

    /// <summary>The fault stands between us and the gateway itself: to begin anew would only fail again, as a wrong password does.</summary>
    public bool IsFinal => Fault is not null && _login is { IsProven: true } && !MayBeMistaken;

    /// <summary>Agrees on the keys; null with a fault where the public value must be refused, or our credentials are of no use there.</summary>
    public static AuthCandidate? TryCreate(SessionContext context, ulong spiI, InitResponse response, out IkeFault? fault)
    {
        fault = LoginRounds.CheckUse(context.Settings.Credential, response);
        if (fault is not null)
            return null;
        if (!response.Request.KeyExchange.TryAgree(response.PublicValue.Span, out SecretBytes? shared))
        {
            fault = IkeFault.Violation("the gateway's public key is not valid");
            return null;
        }

        using (shared)
        {
            InitTranscript transcript = response.Transcript;
            byte[] spis = PlainMessage.Spis(spiI, response.Spi);
            IkeKeys keys = IkeKeys.Derive(
                response.Suite, shared.Span, transcript.NonceI, transcript.NonceR, spis.AsSpan(0, 8), spis.AsSpan(8));
            ExchangeWindow window = new(context.Settings.Connecting.For(context.InitTime), firstRequestId: 1);
            IkeSa sa = new(context, spiI, response.Spi, isInitiator: true, response.Suite, keys, window)
            {
                Nat = response.Nat,
                Fragmentation = response.Fragmentation && context.Settings.Fragmentation,
                Transport = response.TraversesNat || context.Settings.StartOnNatPort ? IkeTransport.Udp4500 : IkeTransport.Udp500,
            };
            return new AuthCandidate(context, response, sa);
        }
    }

    public void Start(Instant now)
    {
        _context.Note(NoteLevel.Info, $"IKE SA proposal {Sa.Suite}; {Describe(Sa.Nat)}{(Response.Transcript.IsFull ? "; AUTH covers both messages of IKE_SA_INIT" : "")}");
        Proceed(now);
    }

    /// <summary>Takes a message for this IKE SA; the outcome once the gateway has proved itself.</summary>
    public AuthOutcome? Receive(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (!Sa.Window.IsBusy || header is not { IsResponse: true } || header.ExchangeType != Exchange)
        {
            _context.Counters.Unexpected++;
            return null;
        }

        ReceivedMessage received = _channel.Receive(header, message, now);
        if (received.Kind != ReceivedKind.Response)
            return null;
        if (_login is null)
            return FollowIntermediate(received, now);
        return Follow(received.Fault is { } wrong ? LoginStep.Rejected(wrong) : _login.Process(received.Payloads), now);
    }

    /// <summary>What the owner found out about the claim; the outcome where that was all that was missing.</summary>
    public AuthOutcome? HandleVerdict(IkeFault? fault, Instant now)
    {
        (Claim, _verdictUntil) = (null, Instant.Never);
        return Follow(fault is null ? _login!.Continue() : LoginStep.Rejected(fault), now);
    }

    /// <summary>Repeats what waits for its answer, to the end of the policy.</summary>
    public void HandleTimeout(Instant now)
    {
        if (_channel.HandleTimeout(now))
            Sa.Window.GiveUp();
        if (now >= _verdictUntil)
            HandleVerdict(Unchecked, now);
    }

    public void Dispose()
    {
        _intermediate.Dispose();
        _login?.Dispose();
        Sa.Dispose();
    }

    /// <summary>The next key exchange, or the login, under the keys that there are now.</summary>
    private void Proceed(Instant now)
    {
        if (_context.Settings.ExportKeys)
            _context.Emit(new ExportIkeKeys(Sa.InitiatorSpi, Sa.ResponderSpi, Sa.Suite, Sa.Keys));
        if (!_intermediate.IsDone)
        {
            Sa.SendRequest(ExchangeType.IkeIntermediate, _intermediate.Request(), now);
            return;
        }

        _login = new LoginExchange(_context, Sa, _intermediate.Covered());
        Sa.SendRequest(ExchangeType.IkeAuth, _login.Request(), now);
    }

    private AuthOutcome? FollowIntermediate(ReceivedMessage received, Instant now)
    {
        Fault = received.Fault ?? _intermediate.Process(received);
        if (Fault is null)
            Proceed(now);
        return null;
    }

    private AuthOutcome? Follow(LoginStep step, Instant now)
    {
        (Fault, IsTold) = (step.Fault, step.IsTold);
        if (step.Request is { } request)
            Sa.SendRequest(ExchangeType.IkeAuth, request, now);
        if (step.Claim is { } claim)
        {
            (Claim, _verdictUntil) = (_context.NextToken(), now + VerdictTime);
            _context.Emit(new CheckGateway(Claim.Value, claim));
        }

        return step.Outcome;
    }

    private static string Describe(NatStatus nat) => nat switch
    {
        { LocalIsBehindNat: true, RemoteIsBehindNat: true } => "a NAT before both ends",
        { LocalIsBehindNat: true } => "this end is behind a NAT",
        { RemoteIsBehindNat: true } => "the gateway is behind a NAT",
        _ => "no NAT in the path",
    };
}
