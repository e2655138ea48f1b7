using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Compare;

/// <summary>strongSwan at both ends, with its ESP in the daemon.</summary>
public static class Libipsec
{
    public static Tunnel Start(Topology lab, string cipher)
    {
        var settings = new GatewaySettings { Esp = cipher, GoesFirst = false };
        StrongSwan? client = null;
        return Tunnel.Start(
            lab, Addresses.GatewayLanV4,
            () => StrongSwan.Start(lab.Gateway, settings, SwanctlFile.ForGateway(settings)),
            () => client = StrongSwan.Start(lab.Site, settings, SwanctlFile.ForClient(settings)),
            () => client!.Initiate());
    }
}
