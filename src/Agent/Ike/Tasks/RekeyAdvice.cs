using Holdfast.Esp;
using Holdfast.Ike.Children;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>
/// What a refused rekey tells about the two configurations. IKE_AUTH has accepted the same ciphers without a group, so where the
/// rekey finds no common proposal it is the group that differs.
/// </summary>
public static class RekeyAdvice
{
    public static string Of(ChildSa child, NotifyType? notify)
    {
        if (notify is not (NotifyType.NoProposalChosen or NotifyType.InvalidKePayload))
            return "";
        IReadOnlyList<Proposal> proposals = child.Settings.Proposals;
        List<string> groups = [.. KeyExchangeMethods.OfferedBy(proposals).Select(SuiteNames.Of)];
        bool mayDoWithout = proposals.Any(p => p.Transforms.All(t => t.Type != TransformType.KeyExchange || t.Id == 0));
        string ours = (groups.Count, mayDoWithout) switch
        {
            (0, _) => "no group at all, so the gateway wants perfect forward secrecy: add its group to \"esp\"",
            (_, true) => $"{string.Join(", ", groups)} or none",
            _ => $"{string.Join(", ", groups)}, so the gateway wants another group or none: compare \"esp\" with its proposal",
        };
        return $"; {EspAlgorithms.Name(child.Spec.Algorithm)} was accepted in IKE_AUTH, the rekey offers it with {ours}";
    }
}
