using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>The integrity algorithms (Transform Type 3) that are implemented, for IKE and for ESP.</summary>
public static class IntegrityAlgorithms
{
    /// <summary>False for NONE, and for what is not implemented.</summary>
    public static bool TryAlgorithm(IntegrityId id, out IntegrityAlgorithm algorithm)
    {
        (bool known, algorithm) = id switch
        {
            IntegrityId.HmacSha1_96 => (true, IntegrityAlgorithm.HmacSha1_96),
            IntegrityId.HmacSha256_128 => (true, IntegrityAlgorithm.HmacSha256_128),
            IntegrityId.HmacSha384_192 => (true, IntegrityAlgorithm.HmacSha384_192),
            IntegrityId.HmacSha512_256 => (true, IntegrityAlgorithm.HmacSha512_256),
            _ => (false, default),
        };
        return known;
    }
}
