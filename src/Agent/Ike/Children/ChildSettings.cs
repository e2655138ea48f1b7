using Holdfast.Esp;
using Holdfast.Wire;

namespace Holdfast.Ike.Children;

/// <summary>One Child SA that a connection wants to have, in the terms of the protocol.</summary>
public sealed record ChildSettings
{
    /// <summary>For logs and status; unique within a connection.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// ESP proposals, numbered from 1, best first; the SPI is put in when it is drawn. Key exchange transforms ask for
    /// perfect forward secrecy; IKE_AUTH leaves them out (RFC 7296 section 1.2).
    /// </summary>
    public required IReadOnlyList<Proposal> Proposals { get; init; }

    /// <summary>TSi as offered; the gateway may narrow them.</summary>
    public required IReadOnlyList<TrafficSelector> Local { get; init; }

    /// <summary>TSr as offered; the gateway may narrow them.</summary>
    public required IReadOnlyList<TrafficSelector> Remote { get; init; }

    public EspMode Mode { get; init; } = EspMode.Tunnel;

    /// <summary>The gateway takes further ones with these selectors, one for each CPU (RFC 9611).</summary>
    public bool IsPerCpu { get; init; }

    /// <summary>Of such a further one; -1: it is for every CPU that has none of its own.</summary>
    public int Cpu { get; init; } = -1;

    public ChildLifetime Lifetime { get; init; } = ChildLifetime.Default;

    /// <summary>The same, once for each pair of a local and a remote selector of one family.</summary>
    public IReadOnlyList<ChildSettings> Pairs()
    {
        List<ChildSettings> pairs = [];
        foreach (TrafficSelector local in Local)
        {
            foreach (TrafficSelector remote in Remote)
            {
                if (remote.Family == local.Family)
                    pairs.Add(this with { Name = $"{Name}-{pairs.Count + 1}", Local = [local], Remote = [remote] });
            }
        }

        return pairs.Count == 1 ? [pairs[0] with { Name = Name }] : pairs;
    }
}
