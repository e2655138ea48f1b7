using Holdfast.Crypto;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Login;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// The IKE_INTERMEDIATE exchanges between IKE_SA_INIT and IKE_AUTH (RFC 9242), one for each additional key exchange (RFC 9370
/// section 2.2.2). Each one's secret goes into all keys from there on, and both its messages into AUTH.
/// </summary>
public sealed class IntermediateExchange(SessionContext context, IkeSa sa, InitResponse init) : IDisposable
{
    private readonly Queue<AdditionalExchange> _ahead = new(sa.Suite.Additional);
    private readonly IntermediateTranscript _transcript = new();
    private KeyExchange? _keyExchange;
    private AnnouncedMethods? _methods = init.Methods;

    /// <summary>IKE_AUTH comes next.</summary>
    public bool IsDone => _ahead.Count == 0;

    /// <summary>KEi(n).</summary>
    public IReadOnlyList<Payload> Request()
    {
        KeyExchangeMethod method = _ahead.Peek().Method;
        _keyExchange = KeyExchangeMethods.Create(method, context.Random);
        return [new KePayload(method, _keyExchange.PublicValue.ToArray())];
    }

    /// <summary>KEr(n), the answer to what was sent last. Null: the keys are new ones.</summary>
    public IkeFault? Process(ReceivedMessage response)
    {
        if (response.Payloads.FindError() is { } error)
            return NotifyFaults.From(error);
        AdditionalExchange exchange = _ahead.Dequeue();
        using KeyExchange ours = _keyExchange!;
        if (response.Payloads.OfType<KePayload>().SingleOrDefault() is not { } ke || ke.Method != exchange.Method)
            return Wrong($"IKE_INTERMEDIATE of the gateway is not of {exchange}");
        if (!ours.TryAgree(ke.Data.Span, out SecretBytes? shared))
            return Wrong($"the gateway's value for {exchange} is not valid");
        _methods = AnnouncedMethods.Read(response.Payloads.Find(NotifyType.SupportedAuthMethods), context.Counters) ?? _methods;
        using (shared)
        {
            Cover(response);
            InitTranscript transcript = init.Transcript;
            sa.Renew(IkeKeys.DeriveRekeyed(
                sa.Suite, sa.Suite.Prf, sa.Keys.D, shared.Span, new ExchangeNonces(transcript.NonceI, transcript.NonceR),
                PlainMessage.Spis(sa.InitiatorSpi, sa.ResponderSpi)));
        }

        return null;
    }

    /// <summary>The response to IKE_SA_INIT with what AUTH covers beside it; to be asked for before IKE_AUTH is sent.</summary>
    public InitResponse Covered() =>
        init with { Methods = _methods, Transcript = init.Transcript with { IntAuth = _transcript.ToOctets(sa.Window.NextRequestId) } };

    public void Dispose() => _keyExchange?.Dispose();

    /// <summary>Both messages, by the keys under which they went.</summary>
    private void Cover(ReceivedMessage response)
    {
        using Prf byPi = Prf.Create(sa.Suite.Prf, sa.Keys.Pi);
        _transcript.Add(fromInitiator: true, byPi, sa.ClearRequest());
        using Prf byPr = Prf.Create(sa.Suite.Prf, sa.Keys.Pr);
        _transcript.Add(fromInitiator: false, byPr, response.Clear.Span);
    }

    /// <summary>Nothing stands at the sender yet, so it is told nothing.</summary>
    private static IkeFault Wrong(string message) => IkeFault.Violation(message, notify: null);
}
