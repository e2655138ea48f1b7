using Holdfast.Lab.Network;

namespace Holdfast.Lab.Faults;

/// <summary>The NAT box forgets all its mappings, and gives the next packet another port.</summary>
public sealed class NatFlushed() : Fault("NAT box flushed")
{
    public override void Apply(TunnelLab lab, IClient client) => Conntrack.Flush(lab.Topology.Nat);
}

/// <summary>The NAT box is gone for a while on both sides, and comes back without a mapping.</summary>
public sealed class NatRebooted(double seconds) : Fault("NAT box rebooted", seconds)
{
    public override bool TakesPath => true;

    public override void Apply(TunnelLab lab, IClient client) => lab.Topology.Nat.Ip("""
        link set inside down
        link set outside down
        """);

    public override void Heal(TunnelLab lab, IClient client)
    {
        Conntrack.Flush(lab.Topology.Nat);
        lab.Topology.Nat.Ip("""
            link set outside up
            link set inside up
            """);
        WaitForWay(lab);
    }
}

/// <summary>The NAT box lets no IKE and no ESP through; the link stays up.</summary>
public sealed class UdpBlocked(double seconds) : Fault("UDP blocked", seconds)
{
    public override bool TakesPath => true;

    public override void Apply(TunnelLab lab, IClient client) => lab.Topology.Nat.Nft("""
        table ip blocked {
          chain forwarding {
            type filter hook forward priority -1;
            udp dport { 500, 4500 } drop
            udp sport { 500, 4500 } drop
          }
        }
        """);

    public override void Heal(TunnelLab lab, IClient client) => lab.Topology.Nat.Nft("delete table ip blocked");
}
