using Holdfast.Esp;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>
/// What an INFORMATIONAL request of the gateway asks (RFC 7296 section 1.4): deletion of the IKE SA, of Child SAs, or
/// nothing at all. Deletion of a Child SA is answered with our half of the pair.
/// </summary>
public sealed record InformationalAnswer(IReadOnlyList<Payload> Payloads, IReadOnlyList<uint> Removed, bool EndsIkeSa)
{
    public static InformationalAnswer To(IReadOnlyList<Payload> request, IReadOnlyCollection<ChildSaSpec> children)
    {
        List<DeletePayload> deletes = [.. request.OfType<DeletePayload>()];
        if (deletes.Any(d => d.Protocol == ProtocolId.Ike))
            return new InformationalAnswer([], [], true);

        HashSet<uint> deleted = [.. deletes
            .Where(d => d.Protocol == ProtocolId.Esp)
            .SelectMany(d => d.Spis)];
        List<uint> ours = [.. children.Where(c => deleted.Contains(c.OutboundSpi)).Select(c => c.InboundSpi)];
        IReadOnlyList<Payload> answer = ours.Count == 0 ? [] : [new DeletePayload(ProtocolId.Esp, ours)];
        return new InformationalAnswer(answer, ours, false);
    }
}
