using System.Net;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Faults;

/// <summary>The gateway is dead, another one without its memory serves at another address, and the name has that address.</summary>
public sealed class GatewayMoved() : Fault("gateway's address changed in DNS")
{
    private NameServer? _names;

    public override bool ForgetsClient => true;

    public override string GatewayName => Gateway.Identity;

    public override GatewaySettings Gateway => new() { LocalAddresses = "%any" };

    public override void Prepare(Topology topology) =>
        _names = new NameServer(topology.Nat, IPAddress.Parse(Addresses.NatInside), IPAddress.Parse(Addresses.Gateway));

    public override void Apply(TunnelLab lab, IClient client)
    {
        lab.KillGateway();
        lab.Topology.Gateway.Network.Ip($"""
            addr del {Addresses.Gateway}/24 dev {Topology.Wan}
            addr add {Addresses.OtherGateway}/24 dev {Topology.Wan}
            route replace default via {Addresses.NatOutside}
            """);
        _names!.Answer = IPAddress.Parse(Addresses.OtherGateway);
        lab.RestartGateway();
    }

    public override void Dispose() => _names?.Dispose();
}
