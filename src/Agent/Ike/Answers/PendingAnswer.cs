using Holdfast.Crypto;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Answers;

/// <summary>
/// A CREATE_CHILD_SA of the gateway's that is answered, and that waits for its additional key exchanges. What it asks for is made
/// with the last of them.
/// </summary>
/// <param name="keys">Nonces and the secrets so far; they are this object's.</param>
/// <param name="replaced">The Child SA that is rekeyed; null for an IKE SA, and for a new Child SA.</param>
/// <param name="make">Makes it, and says so with an error notification where that can't be any more; the IKE SA where it is one.</param>
public sealed class PendingAnswer(
    SessionContext context, ResponderKeys keys, IReadOnlyList<AdditionalExchange> exchanges, ChildSa? replaced, bool isIkeSa,
    Func<ResponderKeys, Instant, (NotifyPayload? Refusal, SaWorker? Made)> make) : IDisposable
{
    private const int LinkLength = 8;

    private readonly Queue<AdditionalExchange> _ahead = new(exchanges);

    public ChildSa? Replaced => replaced;

    public bool IsIkeSa => isIkeSa;

    /// <summary>A rekey of the same IKE SA or Child SA.</summary>
    public bool IsSameAs(PendingAnswer other) => (isIkeSa && other.IsIkeSa) || (replaced is not null && replaced == other.Replaced);

    /// <summary>ADDITIONAL_KEY_EXCHANGE of ours, by which the gateway's next request is known.</summary>
    public ReadOnlyMemory<byte> Link { get; } = context.RandomBytes(LinkLength);

    /// <summary>It is forgotten then.</summary>
    public Instant Until { get; set; }

    /// <summary>All its key exchanges are done.</summary>
    public bool IsComplete => _ahead.Count == 0;

    public NotifyPayload LinkNotify => Notifications.Of(NotifyType.AdditionalKeyExchange, Link);

    /// <summary>Takes KEi(n) and answers KEr(n); null where it is not valid.</summary>
    public KePayload? TryAnswer(IReadOnlyList<Payload> request)
    {
        KeyExchangeMethod method = _ahead.Dequeue().Method;
        KePayload ke = request.OfType<KePayload>().Single();
        if (ke.Method != method
            || !KeyExchangeMethods.TryAnswer(method, context.Random, ke.Data.Span, out byte[] value, out SecretBytes? shared))
            return null;
        keys.Secrets.Add(shared);
        return new KePayload(method, value);
    }

    public (NotifyPayload? Refusal, SaWorker? Made) Make(Instant now) => make(keys, now);

    public void Dispose() => keys.Dispose();
}
