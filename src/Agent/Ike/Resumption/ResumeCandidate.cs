using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Login;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Resumption;

/// <summary>An IKE SA that a response to IKE_SESSION_RESUME made, and that is the gateway's only if its IKE_AUTH proves it.</summary>
public sealed class ResumeCandidate : IDisposable
{
    private readonly SessionContext _context;
    private readonly SaChannel _channel;
    private readonly ResumeLogin _login;

    public ResumeCandidate(SessionContext context, ulong spiI, ResumeResponse response, ResumptionTicket ticket)
    {
        (_context, Response) = (context, response);
        InitTranscript transcript = response.Transcript;
        IkeKeys keys = ResumedKeys.Derive(
            ticket.Suite, ticket.OldD.Span, new ExchangeNonces(transcript.NonceI, transcript.NonceR), PlainMessage.Spis(spiI, response.Spi));
        ExchangeWindow window = new(context.Settings.Connecting.For(context.InitTime), firstRequestId: 1);
        Sa = new IkeSa(context, spiI, response.Spi, isInitiator: true, ticket.Suite, keys, window)
        {
            Nat = response.Nat,
            Fragmentation = response.Fragmentation && context.Settings.Fragmentation,
            Transport = response.TraversesNat || context.Settings.StartOnNatPort ? IkeTransport.Udp4500 : IkeTransport.Udp500,
            UsesPpk = ticket.UsesPpk,
        };
        _channel = new SaChannel(context, Sa);
        _login = new ResumeLogin(context, Sa, response, ticket);
    }

    public ResumeResponse Response { get; }

    public IkeSa Sa { get; }

    public bool IsPending => Sa.Window.IsBusy;

    public Instant NextDeadline => Sa.Window.NextDeadline;

    public void Start(Instant now)
    {
        if (_context.Settings.ExportKeys)
            _context.Emit(new ExportIkeKeys(Sa.InitiatorSpi, Sa.ResponderSpi, Sa.Suite, Sa.Keys));
        Sa.SendRequest(ExchangeType.IkeAuth, _login.Request(), now);
    }

    /// <summary>Takes a message for this IKE SA; null where it was none that ends the login.</summary>
    public LoginStep? Receive(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (!IsPending || header is not { ExchangeType: ExchangeType.IkeAuth, IsResponse: true })
        {
            _context.Counters.Unexpected++;
            return null;
        }

        ReceivedMessage received = _channel.Receive(header, message, now);
        if (received.Kind != ReceivedKind.Response)
            return null;
        return received.Fault is { } wrong ? LoginStep.Rejected(wrong) : _login.Process(received.Payloads);
    }

    public void HandleTimeout(Instant now)
    {
        if (_channel.HandleTimeout(now))
            Sa.Window.GiveUp();
    }

    public void Dispose() => Sa.Dispose();
}
