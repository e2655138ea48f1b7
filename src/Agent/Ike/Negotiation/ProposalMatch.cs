using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>One transform a type, as the gateway chose them from our offer.</summary>
public sealed record ChosenTransforms(ReadOnlyMemory<byte> Spi, IReadOnlyList<Transform> Transforms)
{
    /// <summary>The transform ID of a type; 0 (NONE, or no ESN) where the type is absent.</summary>
    public ushort Id(TransformType type) => Find(type)?.Id ?? 0;

    /// <summary>Key length of the cipher in bits; ChaCha20-Poly1305 has no attribute and always 256 (RFC 7634).</summary>
    public int KeyBits => Find(TransformType.Encryption) switch
    {
        { Id: (ushort)EncryptionId.ChaCha20Poly1305, KeyLength: null } => 256,
        { } encryption => encryption.KeyLength ?? 0,
        null => 0,
    };

    private Transform? Find(TransformType type) => Transforms.FirstOrDefault(t => t.Type == type);
}

/// <summary>Checks the gateway's choice against what we offered (RFC 7296 sections 2.7 and 3.3.6).</summary>
public static class ProposalMatch
{
    /// <summary>
    /// Accepts exactly one proposal that carries the number and protocol of an offered one, an SPI of
    /// <paramref name="spiLength"/> bytes, and exactly one offered transform of each offered type.
    /// </summary>
    public static bool TryChoose(
        IReadOnlyList<Proposal> offered, SaPayload answer, int spiLength, out ChosenTransforms chosen, out string problem)
    {
        chosen = new ChosenTransforms(default, []);
        if (answer.Proposals.Count != 1)
            return Refuse($"the gateway chose {answer.Proposals.Count} proposals instead of one", out problem);
        Proposal accepted = answer.Proposals[0];
        Proposal? offer = offered.FirstOrDefault(o => o.Number == accepted.Number && o.Protocol == accepted.Protocol);
        if (offer is null)
            return Refuse($"the gateway chose proposal {accepted.Number}, which was not offered", out problem);
        if (accepted.Spi.Length != spiLength)
            return Refuse($"the chosen proposal has an SPI of {accepted.Spi.Length} bytes, not {spiLength}", out problem);
        if (!IsSubset(offer, accepted, out problem))
            return false;
        chosen = new ChosenTransforms(accepted.Spi, accepted.Transforms);
        return true;
    }

    private static bool IsSubset(Proposal offer, Proposal accepted, out string problem)
    {
        foreach (Transform transform in accepted.Transforms)
        {
            if (accepted.Transforms.Count(t => t.Type == transform.Type) != 1)
                return Refuse($"the gateway chose several transforms of type {transform.Type}", out problem);
            bool isNone = transform is { Type: TransformType.Integrity, Id: 0 };
            if (!offer.Transforms.Contains(transform) && !(isNone && !Offers(offer, TransformType.Integrity)))
                return Refuse($"the gateway chose {transform.Type} {transform.Id}, which was not offered", out problem);
        }

        foreach (TransformType type in offer.Transforms.Select(t => t.Type).Distinct())
        {
            bool mayBeAbsent = offer.Transforms.Any(t => t.Type == type && t.Id == 0);
            if (!mayBeAbsent && !accepted.Transforms.Any(t => t.Type == type))
                return Refuse($"the gateway's choice lacks {type}", out problem);
        }

        problem = "";
        return true;
    }

    private static bool Offers(Proposal offer, TransformType type) => offer.Transforms.Any(t => t.Type == type);

    private static bool Refuse(string why, out string problem)
    {
        problem = why;
        return false;
    }
}
