using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>Ways to the gateway that the kernel has, among the addresses that a session may use.</summary>
public sealed class PathChooser(HostContext host)
{
    /// <summary>The way to use now: to the address in use where there is one, else to another of the gateway's.</summary>
    public GatewayRoute? Best(LiveSession session) => First([session.Route.Gateway, .. session.OtherGateways], session.Route, session.Route.TcpPort);

    /// <summary>Another way than the one in use, which leads nowhere: another address of the gateway, or of ours.</summary>
    public GatewayRoute? Another(LiveSession session) =>
        First(session.OtherGateways, null, session.Route.TcpPort) ?? (Best(session) is { } best && best != session.Route ? best : null);

    public bool HasAny(IEnumerable<IpAddress> gateways) => First(gateways) is not null;

    /// <param name="unknown">Where the kernel can't be asked, as without a descriptor: that says nothing of the way.</param>
    private GatewayRoute? First(IEnumerable<IpAddress> gateways, GatewayRoute? unknown = null, ushort tcpPort = 0)
    {
        foreach (IpAddress gateway in gateways)
        {
            if (host.TryFindLocal(gateway, out IpAddress local, out int error))
                return new GatewayRoute(local, gateway, tcpPort);
            if (Errno.IsShortage(error))
                return unknown;
        }

        return null;
    }
}
