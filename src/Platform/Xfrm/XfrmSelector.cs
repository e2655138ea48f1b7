namespace Holdfast.Platform;

/// <summary>Which packets; both prefixes are of one family and have no bits beyond their length.</summary>
/// <param name="Protocol">Of the IP header; 0: any.</param>
/// <param name="SourcePort">With ICMP the message's type, as RFC 4301 section 4.4.1.1 has it.</param>
/// <param name="SourcePortMask">0: any port; 0xFFFF: just this one.</param>
/// <param name="DestinationPort">With ICMP the message's code.</param>
/// <param name="Link">The interface's index; 0: any.</param>
public sealed record XfrmSelector(
    IpPrefix Source,
    IpPrefix Destination,
    byte Protocol = 0,
    ushort SourcePort = 0,
    ushort SourcePortMask = 0,
    ushort DestinationPort = 0,
    ushort DestinationPortMask = 0,
    int Link = 0)
{
    public override string ToString() => Protocol == 0
        ? $"{Source} to {Destination}"
        : $"{Source}[{Protocol}/{SourcePort}] to {Destination}[{Protocol}/{DestinationPort}]";
}
