using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Host.Control;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>The JSON of the status is what a serializer would make of its records, so that no member is forgotten.</summary>
public sealed class StatusJsonTests
{
    private static readonly JsonSerializerOptions ByReflection = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    [Fact]
    public void With_everything_that_can_be_said() => AssertSame(Whole());

    [Fact]
    public void With_as_little_as_can_be() => AssertSame(new StatusReport
    {
        Version = "",
        Connections = [new ConnectionReport { Name = "", State = "down", Gateway = "" }],
    });

    [Fact]
    public void Without_a_connection() => AssertSame(new StatusReport { Version = "\"<\u00e9\u2028>\"", Connections = [], UptimeSeconds = 1e21 });

    /// <summary>A member that the full report leaves out would be compared with nothing.</summary>
    [Fact]
    public void Nothing_is_missing_from_what_is_compared()
    {
        AssertFull(Whole());
        AssertFull(Full());
        AssertFull(Full().Certificate!);
        AssertFull(Full().Session!);
        AssertFull(Full().Session!.Children[0]);
    }

    private static void AssertSame(StatusReport report) =>
        Assert.Equal(JsonSerializer.Serialize(report, ByReflection), StatusJson.Write(report));

    private static void AssertFull(object record) => Assert.DoesNotContain(
        record.GetType().GetProperties(), property => property.GetValue(record) is null);

    private static StatusReport Whole() => new StatusReport
    {
        Version = "1.2", Connections = [Full()], UptimeSeconds = 12.5, ResidentBytes = 9, Sandbox = "system calls filtered",
        Update = new UpdateReport("0.1.0", "0.2.0", 12.5),
    }.WithOnly(Full());

    private static ConnectionReport Full() => new()
    {
        Name = "main", State = "connected", WaitsFor = "an answer", WaitsSeconds = 1.25, Blocked = true, Gateway = "vpn.example",
        GatewayAddress = "192.0.2.1", LastProblem = "none \"of\" <these>", Network = "eth0", Replacement = "reauthentication",
        Certificate = new OwnCertificateReport("CN=site", "2026-12-24T18:00:00Z", "ends soon"), CredentialProblem = "unreadable",
        Sessions = 3, LastEvent = "connected", LastEventTime = "2026-12-24T18:00:00Z", LastEventCause = "start",
        Events = new Dictionary<string, long> { ["connected"] = 3, ["lost It"] = 2 }, Session = Session(),
    };

    private static SessionReport Session() => new()
    {
        ConnectedSeconds = 0.1, PeerIdentity = "gw", IkeProposal = "aes", IkeSpis = "1_i 2_r", LocalBehindNat = true, GatewayBehindNat = false,
        BareEsp = true, KeepaliveSeconds = 20, KeepaliveLearned = true, Probe = "alive", Mobike = true, Fragmentation = true, Resumed = true, Ppk = "one", IkeRekeys = 4,
        ChildRekeys = 5, Datapath = "kernel", Path = "kernel (xfrm)", Device = "hf0", Mtu = 1400, Addresses = ["10.0.0.2", "fd00::2"],
        DnsServers = [], DnsDomains = ["example.net"], DnsMode = "file", DnsSplit = false, DnsProblem = "none", Children = [Child(), Child()],
        Drops = new Dictionary<string, long> { ["Replayed"] = 1 }, IkeRetransmitted = 1, IkeIgnored = 2, IkeBytesOut = 12_345, IkeBytesIn = 345,
    };

    private static ChildReport Child() => new(
        "0x1", "0x2", "aes128gcm16", ["10.0.0.2/32"], [], long.MaxValue, 2, 3, 4, "one", "tunnel", true, 7);
}
