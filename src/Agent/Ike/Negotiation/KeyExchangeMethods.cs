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

    public static KeyExchange Create(KeyExchangeMethod method, IRandom random) =>
        TryAlgorithm(method, out KeyExchangeAlgorithm algorithm)
            ? KeyExchange.Create(algorithm, random)
            : throw new ArgumentOutOfRangeException(nameof(method), method, "not an implemented key exchange");

    private static bool TryAlgorithm(KeyExchangeMethod method, out KeyExchangeAlgorithm algorithm)
    {
        (bool known, algorithm) = method switch
        {
            KeyExchangeMethod.Curve25519 => (true, KeyExchangeAlgorithm.X25519),
            KeyExchangeMethod.Ecp256 => (true, KeyExchangeAlgorithm.P256),
            KeyExchangeMethod.Modp2048 => (true, KeyExchangeAlgorithm.Modp2048),
            _ => (false, default),
        };
        return known;
    }
}
