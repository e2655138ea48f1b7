using Holdfast.Esp;
using Holdfast.Host.Session;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Control;

/// <summary>Gathers the report from the parts that know.</summary>
public sealed class StatusReporter(HostContext host, Connection connection)
{
    private readonly Instant _started = host.Loop.Now;

    public StatusReport Report() => new()
    {
        Version = ProductVersion.Text,
        State = connection.State.ToString().ToLowerInvariant(),
        Gateway = host.Config.Gateway,
        GatewayAddress = connection.LastAddress?.ToString(),
        LastProblem = connection.LastProblem,
        UptimeSeconds = Seconds(_started),
        Sessions = connection.Sessions,
        ResidentBytes = ProcessMemory.ResidentBytes(),
        Session = connection.Live is { Details: { } details } live ? Describe(live, details) : null,
    };

    private SessionReport Describe(LiveSession live, SessionDetails details) => new()
    {
        ConnectedSeconds = Seconds(live.ConnectedAt),
        PeerIdentity = details.PeerIdentity,
        IkeProposal = details.IkeSuite,
        IkeSpis = $"{details.InitiatorSpi:x16}, {details.ResponderSpi:x16}",
        LocalBehindNat = details.Nat.LocalIsBehindNat,
        GatewayBehindNat = details.Nat.RemoteIsBehindNat,
        Datapath = "userspace",
        Device = host.Setup.Device.Name,
        Mtu = host.Setup.Mtu,
        Addresses = [.. live.Tunnel!.Addresses.Select(a => a.ToString())],
        DnsServers = [.. live.Tunnel.DnsServers.Select(a => a.ToString())],
        Children = [.. live.Children.Select(Describe)],
        Drops = live.Drops(),
        IkeRetransmitted = live.IkeCounters.Retransmitted,
        IkeIgnored = Ignored(live.IkeCounters),
    };

    private static ChildReport Describe(ChildSaStatus child) => new(
        $"{child.Spec.InboundSpi:x8}", $"{child.Spec.OutboundSpi:x8}",
        EspAlgorithms.Name(child.Spec.Algorithm) + (child.Spec.ExtendedSequenceNumbers ? "-esn" : ""),
        [.. child.Spec.Local.Select(s => s.ToString())], [.. child.Spec.Remote.Select(s => s.ToString())],
        child.Inbound.Packets, child.Inbound.Bytes, child.Outbound.Packets, child.Outbound.Bytes);

    private static long Ignored(IkeCounters counters) =>
        counters.Malformed + counters.ForeignSpi + counters.NotAuthentic + counters.Unexpected;

    private double Seconds(Instant since) => Math.Round((host.Loop.Now - since).TotalSeconds, 3);
}
