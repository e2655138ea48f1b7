using Holdfast.Lab.Network;

namespace Holdfast.Lab.Compare;

/// <summary>The inner addresses where a program does not bring its own.</summary>
public static class TunnelAddresses
{
    public const string Site = "10.40.0.2", Gateway = "10.40.0.1";

    /// <summary>To the TUN devices of both ends, which have the same name.</summary>
    /// <param name="mtu">null: as the program has set it.</param>
    public static void Give(Topology lab, string device, int? mtu)
    {
        foreach (var (network, address) in new[] { (lab.Site.Network, Site), (lab.Gateway.Network, Gateway) })
        {
            network.Ip($"""
                addr add {address}/24 dev {device}
                link set {device} {(mtu is null ? "" : $"mtu {mtu}")} up
                """);
        }
    }
}
