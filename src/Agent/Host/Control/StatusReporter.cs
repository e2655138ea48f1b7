using Holdfast.Esp;
using Holdfast.Host.Loop;
using Holdfast.Host.Names;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host.Control;

/// <summary>Gathers the report from the parts that know.</summary>
public sealed class StatusReporter(EventLoop loop, IReadOnlyList<Connection> connections)
{
    private readonly Instant _started = loop.Now;

    /// <summary>Tells of an update on trial.</summary>
    public Func<Instant, UpdateReport?>? Update { get; set; }

    /// <summary>Names of the connections, in the order of the file.</summary>
    public IEnumerable<string> Names => connections.Select(c => c.Host.Config.Name);

    /// <param name="name">Of the connection that is asked for; null for all. Null is returned where there is none of that name.</param>
    public StatusReport? Report(string? name = null)
    {
        List<ConnectionReport> reports = [.. connections.Where(c => name is null || c.Host.Config.Name == name).Select(Describe)];
        if (reports.Count == 0)
            return null;
        StatusReport report = new()
        {
            Version = ProductVersion.Text,
            UptimeSeconds = Seconds(_started),
            ResidentBytes = ProcessMemory.ResidentBytes(),
            Sandbox = Confinement.Describe(),
            Connections = reports,
            Update = Update?.Invoke(loop.Now),
        };
        return reports.Count == 1 ? report.WithOnly(reports[0]) : report;
    }

    private ConnectionReport Describe(Connection connection) => new()
    {
        Name = connection.Host.Config.Name,
        State = connection.Standing.Phase.ToString().ToLowerInvariant(),
        WaitsFor = connection.Standing.WaitsFor is { Length: > 0 } waitsFor ? waitsFor : null,
        WaitsSeconds = connection.Standing.Until == Instant.Never ? null : Math.Max(0, -Seconds(connection.Standing.Until)),
        Blocked = connection.IsBlocked,
        Gateway = connection.Host.Config.Gateways[connection.Gateway].Host,
        GatewayAddress = connection.LastAddress?.ToString(),
        LastProblem = connection.LastProblem,
        Network = DescribeNetwork(connection),
        Replacement = connection.ReplacedBecause,
        Certificate = DescribeOwn(connection.Host),
        CredentialProblem = connection.Host.Own.Problem,
        Sessions = connection.Sessions,
        LastEvent = connection.Host.History.Last is { } last ? HistoryWords.Of(last.Kind) : null,
        LastEventTime = HistoryText.Time(connection.Host.History.Last),
        LastEventCause = connection.Host.History.Last?.Cause,
        Events = connection.Host.History.Counts,
        Session = connection.Live is { Details: { } details } live ? Describe(connection, live, details) : null,
    };

    private static string DescribeNetwork(Connection connection) =>
        connection.Host.Uplinks.Description + (connection.Live is null && connection.Host.Examination.Last is { } diagnosis ? $": {diagnosis.Text}" : "");

    private static OwnCertificateReport? DescribeOwn(HostContext host) => OwnKey.CertificateOf(host.Own.Current) is not { } certificate
        ? null
        : new OwnCertificateReport(
            certificate.Subject, UtcText.Of(certificate.NotAfter),
            OwnKey.Warning(host.Own.Current, host.Clock.Now));

    private SessionReport Describe(Connection connection, LiveSession live, SessionDetails details) => Describe(connection.Host, live, details) with
    {
        KeepaliveSeconds = details.Nat.LocalIsBehindNat && live.Route.TcpPort == 0 ? Math.Round(connection.Host.Mapping.Interval.TotalSeconds, 3) : null,
        KeepaliveLearned = details.Nat.LocalIsBehindNat && live.Route.TcpPort == 0 && connection.Host.Mapping.IsLearned,
        Probe = connection.Host.Config.Probe.Count == 0 ? null
            : connection.IsProbeAnswered switch { true => "alive", false => "dead", null => "unknown" },
    };

    private SessionReport Describe(HostContext host, LiveSession live, SessionDetails details) => new()
    {
        ConnectedSeconds = Seconds(live.ConnectedAt),
        PeerIdentity = details.PeerIdentity,
        IkeProposal = details.IkeSuite,
        IkeSpis = $"{details.InitiatorSpi:x16}, {details.ResponderSpi:x16}",
        LocalBehindNat = details.Nat.LocalIsBehindNat,
        GatewayBehindNat = details.Nat.RemoteIsBehindNat,
        BareEsp = details.Nat.IsBareEsp,
        Mobike = details.Mobike,
        Fragmentation = details.Fragmentation,
        Resumed = details.Resumed,
        Ppk = details.Ppk ? host.Config.Ppk?.Id : null,
        IkeRekeys = live.IkeRekeys,
        ChildRekeys = live.Children.Rekeys,
        Datapath = host.Path.IsKernel ? "kernel" : "userspace",
        Path = host.Path.Description + (live.Route.TcpPort == 0 ? "" : $", TCP port {live.Route.TcpPort}"),
        Device = host.Path.Device,
        Mtu = host.Setup.Mtu,
        Addresses = [.. live.Tunnel!.Addresses.Select(a => a.ToString())],
        DnsServers = [.. live.Tunnel.DnsServers.Select(a => a.ToString())],
        DnsDomains = live.Tunnel.DnsDomains,
        EncryptedDns = [.. live.Tunnel.EncryptedDns.Select(GrantedNames.Describe)],
        DnsOverTls = host.Setup.Names?.IsEncrypted == true,
        DnsMode = host.Setup.Names?.Way,
        DnsSplit = host.Setup.Names?.IsSplit,
        DnsProblem = host.Setup.Names?.Problem,
        Children = [.. live.Path.Status().Select(child => Describe(live.Children, child))],
        Drops = Drops(live),
        IkeRetransmitted = live.IkeCounters.Retransmitted,
        IkeIgnored = Ignored(live.IkeCounters),
        IkeBytesOut = live.ControlBytesSent,
        IkeBytesIn = live.IkeCounters.BytesReceived,
    };

    private static ChildReport Describe(ChildBook book, ChildSaStatus child) => new(
        $"{child.Spec.InboundSpi:x8}", $"{child.Spec.OutboundSpi:x8}",
        EspAlgorithms.Name(child.Spec.Algorithm) + (child.Spec.ExtendedSequenceNumbers ? "-esn" : ""),
        [.. child.Spec.Local.Select(s => s.ToString())], [.. child.Spec.Remote.Select(s => s.ToString())],
        child.Inbound.Packets, child.Inbound.Bytes, child.Outbound.Packets, child.Outbound.Bytes,
        child.Spec.Name, child.Spec.Mode.ToString().ToLowerInvariant(),
        child.Sends, book.RekeysOf(child.Spec.InboundSpi));

    /// <summary>Every drop of the data path and of the two devices at its ends, by reason.</summary>
    private static SortedDictionary<string, long> Drops(LiveSession live)
    {
        SortedDictionary<string, long> drops = [];
        live.Path.CountDrops(drops);
        return drops;
    }

    private static long Ignored(IkeCounters counters) =>
        counters.Malformed + counters.ForeignSpi + counters.NotAuthentic + counters.Unexpected;

    private double Seconds(Instant since) => Math.Round((loop.Now - since).TotalSeconds, 3);
}
