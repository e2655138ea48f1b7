using System.Text.Json;
using Holdfast.Host.Control;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>What control traffic costs, as status tells it.</summary>
public sealed class StatusBytesTests
{
    private static readonly JsonSerializerOptions AsPrinted = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static readonly StatusReport Report = new()
    {
        Version = "1",
        Connections = [new ConnectionReport { Name = "main", State = "connected", Gateway = "192.0.2.2", Session = Session() }],
    };

    [Fact]
    public void People_read_it_in_the_line_of_IKE() => Assert.Contains(
        "IKE            1 retransmitted, 2 ignored; 12 kB out, 345 bytes in, with keepalives and headers\n",
        StatusText.Write(Report), StringComparison.Ordinal);

    [Theory]
    [InlineData(false, "none")]
    [InlineData(true, "none; ESP without UDP")]
    public void People_read_where_ESP_is_without_UDP(bool isBare, string expected)
    {
        ConnectionReport connection = Report.Connections[0] with { Session = Session() with { BareEsp = isBare } };
        Assert.Contains($"NAT            {expected}\n", StatusText.Write(Report with { Connections = [connection] }), StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_read_both_numbers()
    {
        using JsonDocument json = JsonDocument.Parse(JsonSerializer.Serialize(Report, AsPrinted));
        JsonElement session = json.RootElement.GetProperty("connections")[0].GetProperty("session");

        Assert.Equal(12_345, session.GetProperty("ikeBytesOut").GetInt64());
        Assert.Equal(345, session.GetProperty("ikeBytesIn").GetInt64());
    }

    private static SessionReport Session() => new()
    {
        ConnectedSeconds = 1, PeerIdentity = "gw", IkeProposal = "", IkeSpis = "", LocalBehindNat = false, GatewayBehindNat = false,
        Mobike = false, Fragmentation = false, IkeRekeys = 0, ChildRekeys = 0, Datapath = "userspace", Path = "userspace",
        Device = "hf0", Mtu = 1400, Addresses = [], DnsServers = [], DnsDomains = [], Children = [],
        Drops = new Dictionary<string, long>(), IkeRetransmitted = 1, IkeIgnored = 2, IkeBytesOut = 12_345, IkeBytesIn = 345,
    };
}
