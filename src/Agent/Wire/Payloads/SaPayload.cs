using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>Security Association, RFC 7296 section 3.3: proposals, the most preferred first.</summary>
public sealed record SaPayload(IReadOnlyList<Proposal> Proposals) : Payload
{
    public override PayloadType Type => PayloadType.SecurityAssociation;

    public override void WriteBody(ref WireWriter writer)
    {
        for (var i = 0; i < Proposals.Count; i++)
            Proposals[i].Write(ref writer, isLast: i == Proposals.Count - 1);
    }

    public bool Equals(SaPayload? other) =>
        other is not null && base.Equals(other) && ValueEquality.Same(Proposals, other.Proposals);

    public override int GetHashCode() => ValueEquality.Hash(Proposals);

    internal static bool TryDecode(ref WireReader body, [NotNullWhen(true)] out Payload? payload, out DecodeError error)
    {
        payload = null;
        var proposals = new List<Proposal>();
        do
        {
            if (proposals.Count == WireLimits.ProposalsPerSa)
                return body.Fail(DecodeFault.TooMany, out error);
            if (!Proposal.TryDecode(ref body, out var proposal, out error))
                return false;

            proposals.Add(proposal);
        }
        while (!body.IsEnd);

        payload = new SaPayload(proposals);
        return true;
    }
}
