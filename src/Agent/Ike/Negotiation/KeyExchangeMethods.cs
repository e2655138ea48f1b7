using System.Diagnostics.CodeAnalysis;
using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>The key exchange methods (Transform Type 4) that are implemented.</summary>
public static class KeyExchangeMethods
{
    /// <summary>The groups of these proposals, best first; NONE is not one.</summary>
    public static IEnumerable<KeyExchangeMethod> OfferedBy(IEnumerable<Proposal> proposals) =>
        proposals.SelectMany(p => p.Transforms)
            .Where(t => t.Type == TransformType.KeyExchange && t.Id != 0)
            .Select(t => (KeyExchangeMethod)t.Id)
            .Distinct();

    public static bool IsKnown(KeyExchangeMethod method) => TryAlgorithm(method, out _);

    /// <summary>The side that begins.</summary>
    public static KeyExchange Create(KeyExchangeMethod method, IRandom random) => KeyExchange.Create(Algorithm(method), random);

    /// <summary>The side that answers; false where the peer's public value must be refused.</summary>
    public static bool TryAnswer(
        KeyExchangeMethod method, IRandom random, ReadOnlySpan<byte> peerPublicValue,
        out byte[] publicValue, [NotNullWhen(true)] out SecretBytes? shared) =>
        KeyExchange.TryAnswer(Algorithm(method), random, peerPublicValue, out publicValue, out shared);

    private static KeyExchangeAlgorithm Algorithm(KeyExchangeMethod method) =>
        TryAlgorithm(method, out KeyExchangeAlgorithm algorithm)
            ? algorithm
            : throw new ArgumentOutOfRangeException(nameof(method), method, "not an implemented key exchange");

    private static bool TryAlgorithm(KeyExchangeMethod method, out KeyExchangeAlgorithm algorithm)
    {
        (bool known, algorithm) = method switch
        {
            KeyExchangeMethod.Curve25519 => (true, KeyExchangeAlgorithm.X25519),
            KeyExchangeMethod.Ecp256 => (true, KeyExchangeAlgorithm.P256),
            KeyExchangeMethod.Ecp384 => (true, KeyExchangeAlgorithm.P384),
            KeyExchangeMethod.Ecp521 => (true, KeyExchangeAlgorithm.P521),
            KeyExchangeMethod.Modp1536 => (true, KeyExchangeAlgorithm.Modp1536),
            KeyExchangeMethod.Modp2048 => (true, KeyExchangeAlgorithm.Modp2048),
            KeyExchangeMethod.Modp3072 => (true, KeyExchangeAlgorithm.Modp3072),
            KeyExchangeMethod.Modp4096 => (true, KeyExchangeAlgorithm.Modp4096),
            KeyExchangeMethod.MlKem768 => (true, KeyExchangeAlgorithm.MlKem768),
            KeyExchangeMethod.MlKem1024 => (true, KeyExchangeAlgorithm.MlKem1024),
            _ => (false, default),
        };
        return known;
    }
}
