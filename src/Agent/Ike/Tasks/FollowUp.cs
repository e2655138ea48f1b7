using Holdfast.Crypto;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>
/// What a CREATE_CHILD_SA of ours waits for: one IKE_FOLLOWUP_KE for each additional key exchange (RFC 9370 section 2.2.4). Until the
/// last is answered the gateway has made nothing.
/// </summary>
/// <param name="created">The answer to CREATE_CHILD_SA, which is acted on at the end.</param>
/// <param name="secrets">With the first; they are this object's.</param>
public sealed class FollowUp(
    SessionContext context, IReadOnlyList<Payload> created, ExchangeNonces nonces, ExchangeSecrets secrets,
    IReadOnlyList<AdditionalExchange> exchanges) : IDisposable
{
    private readonly Queue<AdditionalExchange> _ahead = new(exchanges);
    private ReadOnlyMemory<byte> _link;
    private KeyExchange? _keyExchange;

    public IReadOnlyList<Payload> Created => created;

    public ExchangeNonces Nonces => nonces;

    public ExchangeSecrets Secrets => secrets;

    public bool IsComplete => _ahead.Count == 0;

    /// <summary>Takes the gateway's name for what it keeps meanwhile: in each answer that is not the last.</summary>
    /// <returns>What is wrong; empty if nothing.</returns>
    public string TakeLink(IReadOnlyList<Payload> payloads)
    {
        if (IsComplete)
            return "";
        _link = payloads.Find(NotifyType.AdditionalKeyExchange)?.Data ?? default;
        return _link.IsEmpty ? $"the gateway chose {_ahead.Peek()} and sends no ADDITIONAL_KEY_EXCHANGE for it" : "";
    }

    /// <summary>KEi(n) and ADDITIONAL_KEY_EXCHANGE.</summary>
    public IReadOnlyList<Payload> Request()
    {
        KeyExchangeMethod method = _ahead.Peek().Method;
        _keyExchange?.Dispose();
        _keyExchange = KeyExchangeMethods.Create(method, context.Random);
        return [new KePayload(method, _keyExchange.PublicValue.ToArray()), Notifications.Of(NotifyType.AdditionalKeyExchange, _link)];
    }

    /// <summary>KEr(n), and the link where more follow.</summary>
    /// <returns>What is wrong; empty if nothing.</returns>
    public string Take(IReadOnlyList<Payload> payloads)
    {
        AdditionalExchange exchange = _ahead.Dequeue();
        if (payloads.OfType<KePayload>().SingleOrDefault() is not { } ke || ke.Method != exchange.Method)
            return $"IKE_FOLLOWUP_KE of the gateway is not of {exchange}";
        if (!_keyExchange!.TryAgree(ke.Data.Span, out SecretBytes? shared))
            return $"the gateway's value for {exchange} is not valid";
        secrets.Add(shared);
        return TakeLink(payloads);
    }

    public void Dispose()
    {
        _keyExchange?.Dispose();
        secrets.Dispose();
    }
}
