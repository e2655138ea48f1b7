using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>How one question ended: addresses, or why there are none. Source says who said so.</summary>
internal sealed record DnsOutcome(IReadOnlyList<IpAddress> Addresses, DnsFailure Failure, string Source)
{
    public bool IsFound => Addresses.Count > 0;

    public static DnsOutcome Failed(DnsFailure failure, string source) => new([], failure, source);
}
