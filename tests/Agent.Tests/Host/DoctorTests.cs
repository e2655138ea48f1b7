using System.Text.Json;
using Holdfast.Cli;
using Holdfast.Host;
using Holdfast.Host.Doctor;
using Holdfast.Host.Names;
using Holdfast.Tests.Names;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class DoctorTests
{
    private static readonly DoctorReport Report = new(
        "6.12.0",
        [new Finding("TUN device", null, "module tun"), new Finding("nftables", "Invalid argument (EINVAL)", "module nf_tables")],
        [new ConnectionPrognosis("office", "kernel (policies)", true), new ConnectionPrognosis("plant", "kernel, but \"no\"", false)],
        CanCarry: false,
        "a connection can use: userspace");

    [Fact]
    public void People_read_a_line_for_each_finding_and_each_connection() => Assert.Equal(
        """
        kernel   6.12.0
        ok       TUN device
        missing  nftables: Invalid argument (EINVAL); module nf_tables
        connection office would use: kernel (policies)
        not possible: connection plant would use: kernel, but "no"

        """,
        Report.Text());

    [Fact]
    public void Without_connections_the_last_line_is_what_could_be() =>
        Assert.EndsWith("\na connection can use: userspace\n", (Report with { Connections = [] }).Text(), StringComparison.Ordinal);

    [Fact]
    public void Programs_read_the_same()
    {
        JsonElement root = JsonDocument.Parse(Report.Json()).RootElement;

        Assert.Equal("6.12.0", root.GetProperty("kernel").GetString());
        Assert.False(root.GetProperty("canCarry").GetBoolean());
        Assert.Equal(JsonValueKind.Null, root.GetProperty("findings")[0].GetProperty("problem").ValueKind);
        Assert.Equal("module nf_tables", root.GetProperty("findings")[1].GetProperty("remedy").GetString());
        Assert.Equal("kernel, but \"no\"", root.GetProperty("connections")[1].GetProperty("path").GetString());
    }

    [Fact]
    public void It_says_where_name_servers_of_a_tunnel_go()
    {
        using FakeSystem system = new();
        Assert.Equal("ok       name servers of a tunnel: /etc/resolv.conf, for all names", Names());
        system.WithDnsmasq();
        Assert.Equal("ok       name servers of a tunnel: dnsmasq, for single domains or all names", Names());
        system.With("/etc/other", "nameserver 192.0.2.1");
        File.Delete(system.Path("/etc/resolv.conf"));
        File.CreateSymbolicLink(system.Path("/etc/resolv.conf"), "other");
        Assert.StartsWith("missing  name servers of a tunnel: /etc/resolv.conf: it is a symbolic link", Names(), StringComparison.Ordinal);

        string Names() => MachineFindings.NameServers(NameWays.Of(system.Files)).ToString();
    }

    [Fact]
    public void A_configuration_that_is_wrong_is_said_at_once()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "{");
        StringWriter error = new();

        Assert.Equal(ExitCode.Usage, new Commands(TextWriter.Null, error).Execute(["doctor", "--config", path]));
        Assert.Contains(path, error.ToString(), StringComparison.Ordinal);
        File.Delete(path);
    }
}
