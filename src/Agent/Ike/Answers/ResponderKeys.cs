using Holdfast.Crypto;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Answers;

/// <summary>Our half of the nonces and the key exchange in a CREATE_CHILD_SA that the gateway began.</summary>
public sealed class ResponderKeys : IDisposable
{
    private ResponderKeys(SecretBytes? shared, ExchangeNonces nonces, IReadOnlyList<Payload> payloads) =>
        (Secrets, Nonces, Payloads) = (new ExchangeSecrets(shared), nonces, payloads);

    public ExchangeSecrets Secrets { get; }

    public ExchangeNonces Nonces { get; }

    /// <summary>Nr and, with a group, KEr.</summary>
    public IReadOnlyList<Payload> Payloads { get; }

    /// <summary>Null where the request's nonce or public value is not valid.</summary>
    public static ResponderKeys? TryMake(SessionContext context, IReadOnlyList<Payload> request, KeyExchangeMethod group)
    {
        byte[] nonceI = request.OfType<NoncePayload>().Single().Data.ToArray();
        if (nonceI.Length is < 16 or > 256)
            return null;
        ExchangeNonces nonces = new(nonceI, context.RandomBytes(32));
        NoncePayload nonce = new(nonces.Responder);
        if (group == KeyExchangeMethod.None)
            return new ResponderKeys(null, nonces, [nonce]);
        ReadOnlySpan<byte> theirs = request.OfType<KePayload>().Single().Data.Span;
        return KeyExchangeMethods.TryAnswer(group, context.Random, theirs, out byte[] value, out SecretBytes? shared)
            ? new ResponderKeys(shared, nonces, [nonce, new KePayload(group, value)])
            : null;
    }

    public void Dispose() => Secrets.Dispose();
}
