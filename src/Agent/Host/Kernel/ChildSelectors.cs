using Holdfast.Esp;
using Holdfast.Platform;
using Holdfast.Wire;
using LinuxPrefix = Holdfast.Platform.IpPrefix;
using WirePrefix = Holdfast.Wire.IpPrefix;

namespace Holdfast.Host.Kernel;

/// <summary>From the traffic selectors of a Child SA to those of the kernel's policies.</summary>
public static class ChildSelectors
{
    /// <summary>More policies than that, three for each, are better looked up by the agent.</summary>
    private const int Most = 512;

    private const int TooMany = 7; // E2BIG

    /// <summary>Any local with any remote selector (RFC 7296 section 2.9), from our side to the gateway's.</summary>
    /// <exception cref="LinuxException">There are too many.</exception>
    public static IReadOnlyList<XfrmSelector> Of(ChildSaSpec spec)
    {
        List<XfrmSelector> selectors = [];
        foreach (TrafficSelector local in spec.Local)
        {
            foreach (TrafficSelector remote in spec.Remote)
                Add(selectors, local, remote);
        }

        return selectors;
    }

    /// <summary>From the gateway's side to ours.</summary>
    public static XfrmSelector Reversed(XfrmSelector selector) => selector.Protocol is PortMasks.Icmp or PortMasks.IcmpV6
        ? selector with { Source = selector.Destination, Destination = selector.Source }
        : new(selector.Destination, selector.Source, selector.Protocol,
            selector.DestinationPort, selector.DestinationPortMask, selector.SourcePort, selector.SourcePortMask);

    /// <summary>The more specific the selectors, the earlier the policy.</summary>
    public static uint Priority(XfrmSelector selector)
    {
        int bits = selector.Source.IsIPv6 ? 128 : 32;
        int distance = (bits - selector.Source.Length) + (bits - selector.Destination.Length);
        int any = (selector.Protocol == 0 ? 4 : 0) + (selector.SourcePortMask == 0 ? 2 : 0) + (selector.DestinationPortMask == 0 ? 1 : 0);
        return XfrmTag.Priority((distance * 8) + any);
    }

    private static void Add(List<XfrmSelector> selectors, TrafficSelector local, TrafficSelector remote)
    {
        byte protocol = local.IpProtocol == 0 ? remote.IpProtocol : local.IpProtocol;
        if (local.Family != remote.Family || (remote.IpProtocol != 0 && remote.IpProtocol != protocol))
            return;
        foreach (WirePrefix source in local.ToPrefixes())
        {
            foreach (WirePrefix destination in remote.ToPrefixes())
                AddPorts(selectors, new XfrmSelector(ToLinux(source), ToLinux(destination), protocol), local.Ports, remote.Ports);
        }
    }

    private static void AddPorts(List<XfrmSelector> selectors, XfrmSelector selector, PortRange local, PortRange remote)
    {
        if (selector.Protocol is PortMasks.Icmp or PortMasks.IcmpV6)
        {
            (PortMask type, PortMask code) = PortMasks.OfIcmp(local.IsAny ? remote : local);
            Add(selectors, selector, type, code);
            return;
        }

        foreach (PortMask from in PortMasks.Of(local))
        {
            foreach (PortMask to in PortMasks.Of(remote))
                Add(selectors, selector, from, to);
        }
    }

    private static void Add(List<XfrmSelector> selectors, XfrmSelector selector, PortMask from, PortMask to)
    {
        if (selectors.Count == Most)
            throw new LinuxException("make policies", TooMany, $"the selectors of one Child SA make more than {Most} pairs");
        selectors.Add(selector with
        {
            SourcePort = from.Port, SourcePortMask = from.Mask, DestinationPort = to.Port, DestinationPortMask = to.Mask,
        });
    }

    private static LinuxPrefix ToLinux(WirePrefix prefix) => new(prefix.Network.ToIPAddress(), prefix.Length);
}
