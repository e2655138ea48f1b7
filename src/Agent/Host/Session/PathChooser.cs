using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>Ways to the gateway that the kernel has, among the addresses that a session may use.</summary>
public sealed class PathChooser(HostContext host)
{
    /// <summary>The way to use now: to the address in use where there is one, else to another of the gateway's.</summary>
    public GatewayRoute? Best(LiveSession session) => First([session.Route.Gateway, .. session.OtherGateways]);

    /// <summary>Another way than the one in use, which leads nowhere: another address of the gateway, or of ours.</summary>
    public GatewayRoute? Another(LiveSession session) =>
        First(session.OtherGateways) ?? (Best(session) is { } best && best != session.Route ? best : null);

    public bool HasAny(IEnumerable<IpAddress> gateways) => First(gateways) is not null;

    private GatewayRoute? First(IEnumerable<IpAddress> gateways)
    {
        foreach (IpAddress gateway in gateways)
        {
            if (host.TryFindLocal(gateway, out IpAddress local, out _))
                return new GatewayRoute(local, gateway);
        }

        return null;
    }
}
