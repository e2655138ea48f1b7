using Holdfast.Esp;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>The MTU of a tunnel whose configuration names none.</summary>
public static class TunnelMtu
{
    /// <summary>Until the way to the gateway is known.</summary>
    public const int Default = 1400;

    /// <summary>IPv6 does without nothing less (RFC 8200 section 5).</summary>
    private const int Least = 1280;

    private const int Ethernet = 1500;
    private const int Most = 65_535;

    /// <summary>The largest inner packet whose ESP, in UDP where it is, passes whole, by every one of the Child SAs.</summary>
    /// <param name="path">MTU of the way to the gateway; 0 where it is not known.</param>
    public static int For(int path, IpFamily outer, IEnumerable<ChildSaSpec> children)
    {
        int mtu = Most;
        foreach (ChildSaSpec child in children)
            mtu = Math.Min(mtu, InnerMtu.For(path == 0 ? Ethernet : path, outer, child.Algorithm, child.Mode, child.IsBare));
        return mtu == Most ? Default : Math.Max(mtu, Least);
    }
}
