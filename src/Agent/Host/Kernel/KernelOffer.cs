using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Children;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Host.Kernel;

/// <summary>Which of the ESP algorithms that a connection offers the kernel can serve.</summary>
public static class KernelOffer
{
    private static readonly Transform NoIntegrity = Transform.Integrity(IntegrityId.None);
    private static readonly Transform NotExtended = Transform.SequenceNumbers(SequenceNumbersId.NotExtended);

    /// <summary>The first that is refused, such as "chacha20poly1305: …"; null: it can serve them all.</summary>
    /// <param name="isIPv6">The outer addresses.</param>
    public static string? FirstRefusal(IkeSettings settings, IKernelSupport support, bool isIPv6)
    {
        foreach (ChildSettings child in settings.Children)
        {
            foreach (Proposal proposal in child.Proposals)
            {
                if (Refusals(proposal, null, child.Mode, support, isIPv6).FirstOrDefault(r => r is not null) is { } refusal)
                    return refusal;
            }
        }

        return null;
    }

    /// <summary>The offer without what is refused. A Child SA for which nothing is left has no proposals.</summary>
    public static IkeSettings Narrow(IkeSettings settings, IKernelSupport support, bool isIPv6) =>
        settings with { Children = [.. settings.Children.Select(child => child with { Proposals = Narrow(child, support, isIPv6) })] };

    private static List<Proposal> Narrow(ChildSettings child, IKernelSupport support, bool isIPv6)
    {
        List<Proposal> proposals = [];
        foreach (Proposal proposal in child.Proposals)
        {
            Transform[] kept = [.. proposal.Transforms.Where(t =>
                t.Type == TransformType.KeyExchange || IsServed(proposal, t, child.Mode, support, isIPv6))];
            if (kept.Any(t => t.Type == TransformType.Encryption))
                proposals.Add(proposal with { Number = (byte)(proposals.Count + 1), Transforms = kept });
        }

        return proposals;
    }

    private static bool IsServed(Proposal proposal, Transform transform, EspMode mode, IKernelSupport support, bool isIPv6) =>
        Refusals(proposal, transform, mode, support, isIPv6).Any(refusal => refusal is null);

    /// <summary>One for each suite that the gateway may choose, null where it is served.</summary>
    private static IEnumerable<string?> Refusals(
        Proposal proposal, Transform? only, EspMode mode, IKernelSupport support, bool isIPv6)
    {
        foreach (Transform encryption in Of(proposal, TransformType.Encryption, only))
        {
            foreach (Transform integrity in Of(proposal, TransformType.Integrity, only))
            {
                foreach (Transform sequence in Of(proposal, TransformType.SequenceNumbers, only))
                    yield return Refusal([encryption, integrity, sequence], mode, support, isIPv6);
            }
        }
    }

    /// <summary>The proposal's transforms of a type, or the one that is asked about.</summary>
    private static IEnumerable<Transform> Of(Proposal proposal, TransformType type, Transform? only)
    {
        if (only?.Type == type)
            return [only];
        Transform[] found = [.. proposal.Transforms.Where(t => t.Type == type)];
        return found.Length > 0 ? found : [type == TransformType.Integrity ? NoIntegrity : NotExtended];
    }

    private static string? Refusal(Transform[] transforms, EspMode mode, IKernelSupport support, bool isIPv6)
    {
        if (!EspSuites.TryAlgorithm(new ChosenTransforms(default, transforms), out EspAlgorithm algorithm))
            return null;
        bool isExtended = transforms[2].Id == (ushort)SequenceNumbersId.Extended;
        string? refusal = support.Refusal(algorithm, isExtended, mode, isIPv6);
        string how = $"{(isExtended ? " with ESN" : "")}{(isIPv6 ? " over IPv6" : "")}";
        return refusal is null ? null : $"{EspAlgorithms.Name(algorithm)}{how}: {refusal}";
    }
}
