using Holdfast.Host.Names;
using Holdfast.Platform;
using Xunit;

namespace Holdfast.Tests.Names;

public sealed class DnsmasqWayTests : IDisposable
{
    private const string Ours = "/tmp/dnsmasq.d/holdfast-hf0.conf";

    private readonly FakeSystem _system = new();

    private DnsmasqWay Way => new(_system.Files);

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Single_domains_have_their_servers_and_may_have_private_addresses()
    {
        _system.WithDnsmasq();
        NameCommand restart = Assert.Single(Way.Set(FakeSystem.Names("corp.example", "plant.example")));

        Assert.Equal("/etc/init.d/dnsmasq restart", restart.ToString());
        Assert.Equal(
            """
            # holdfast: name servers of the tunnel, removed when it ends
            server=/corp.example/10.20.0.53
            server=/corp.example/fd00::53
            rebind-domain-ok=/corp.example/
            server=/plant.example/10.20.0.53
            server=/plant.example/fd00::53
            rebind-domain-ok=/plant.example/

            """,
            File.ReadAllText(_system.Path(Ours)));
    }

    [Fact]
    public void All_names_go_to_the_tunnels_servers_alone() => Assert.Equal(
        "# holdfast: name servers of the tunnel, removed when it ends\nno-resolv\nserver=10.20.0.53\nserver=fd00::53\n",
        DnsmasqWay.Text(FakeSystem.Names()));

    [Fact]
    public void Undone_takes_the_file_away_and_restarts_what_runs()
    {
        _system.WithDnsmasq();
        string place = Way.Place(FakeSystem.Names());
        Way.Set(FakeSystem.Names());

        Assert.Equal(Ours, place);
        Assert.Equal("/etc/init.d/dnsmasq restart", Assert.Single(Way.Undo("hf0", place)).ToString());
        Assert.False(File.Exists(_system.Path(Ours)));
        Assert.Empty(Way.Undo("hf0", place));

        Way.Set(FakeSystem.Names());
        Directory.Delete(_system.Path("/proc/7"), recursive: true);
        Assert.Empty(Way.Undo("hf0", place));
        Assert.False(File.Exists(_system.Path(Ours)));
    }

    [Fact]
    public void A_file_that_a_power_cut_left_is_swept_and_others_are_not()
    {
        _system.WithDnsmasq();
        Way.Set(FakeSystem.Names());
        Way.Set(FakeSystem.Second());
        _system.With("/tmp/dnsmasq.d/holdfast-mine.conf", "server=/home/192.168.1.1\n").With("/tmp/dnsmasq.d/other.conf");

        Assert.NotNull(Way.Sweep(["hf1"]));
        Assert.Equal(
            ["holdfast-hf1.conf", "holdfast-mine.conf", "other.conf"],
            Directory.GetFiles(_system.Path("/tmp/dnsmasq.d")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Null(Way.Sweep(["hf1"]));
    }

    [Theory]
    [InlineData("-7\0/etc/dnsmasq.d,.dpkg-dist,.dpkg-old\0--local-service", "/etc/dnsmasq.d")] // Debian
    [InlineData("--conf-dir=/etc/dnsmasq.d/,*.conf", "/etc/dnsmasq.d")]
    [InlineData("-C/var/etc/dnsmasq.conf.cfg01411c", "/tmp/dnsmasq.d")]
    [InlineData("-k", "/etc/dnsmasq.d")] // /etc/dnsmasq.conf
    [InlineData("--conf-file=", null)] // reads none
    [InlineData("-7\0/no/such", null)]
    public void The_folder_is_that_of_the_command_line_or_of_the_file_that_it_names(string arguments, string? folder)
    {
        _system.WithDnsmasq(arguments).Folder("/etc/dnsmasq.d").With("/etc/dnsmasq.conf", "#conf-dir=/tmp\nconf-dir=/etc/dnsmasq.d/,*.conf\n");

        Assert.Equal(folder, DnsmasqInstance.Find(_system.Files)!.Folder);
    }

    [Fact]
    public void One_that_another_program_started_is_none()
    {
        _system.WithDnsmasq("--conf-file=/dev/null\0--conf-dir=/etc/NetworkManager/dnsmasq.d").Folder("/etc/NetworkManager/dnsmasq.d");
        Assert.Null(DnsmasqInstance.Find(_system.Files));

        _system.With("/proc/9/comm", "dnsmasq\n").With("/proc/9/cmdline", "dnsmasq\0-7\0/tmp/dnsmasq.d\0");
        Assert.Equal("/tmp/dnsmasq.d", DnsmasqInstance.Find(_system.Files)!.Folder);
        _system.With("/proc/9/net/dev").With("/proc/self/net/dev"); // of another network namespace: another file
        Assert.Null(DnsmasqInstance.Find(_system.Files));
    }

    [Fact]
    public void It_says_what_it_lacks()
    {
        Assert.Equal("it does not run", Way.Refusal(isAsked: true));
        Assert.Throws<LinuxException>(() => Way.Place(FakeSystem.Names()));
        _system.WithDnsmasq(configuration: "");
        Assert.Contains("conf-dir=", Way.Refusal(isAsked: true), StringComparison.Ordinal);
        _system.WithDnsmasq();
        Assert.Null(Way.Refusal(isAsked: false));
        File.Delete(_system.Path("/etc/init.d/dnsmasq"));
        Assert.Contains("nothing restarts it", Way.Refusal(isAsked: true), StringComparison.Ordinal);
        _system.Folder("/run/systemd/system").With("/usr/bin/systemctl").With("/etc/resolv.conf", "nameserver 192.168.1.1\n");
        Assert.Equal("it runs, but this host does not ask it", Way.Refusal(isAsked: false));
        Assert.Null(Way.Refusal(isAsked: true));
        Assert.Equal("/usr/bin/systemctl restart dnsmasq.service", Assert.Single(Way.Set(FakeSystem.Names())).ToString());
    }
}
