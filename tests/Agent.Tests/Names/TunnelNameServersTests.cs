using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Names;
using Holdfast.Host.Net;
using Xunit;

namespace Holdfast.Tests.Names;

public sealed class TunnelNameServersTests : IDisposable
{
    private const string Site = "nameserver 192.168.1.1\n";

    private static readonly string[] Resolved =
        ["resolvectl dns hf0 10.20.0.53 fd00::53", "resolvectl domain hf0 ~.", "resolvectl default-route hf0 yes"];

    private readonly FakeSystem _system = new();
    private readonly FakeRunner _runner = new();
    private readonly StringWriter _output = new();
    private readonly TunnelNameServers _servers;

    public TunnelNameServersTests() => _servers = Make();

    private string ResolvConf => File.ReadAllText(_system.Path("/etc/resolv.conf"));

    private IReadOnlyList<string> Journal => [.. KernelJournal.Open(_system.Path("/run")).Entries.Select(e => e.Text)];

    public void Dispose() => _system.Dispose();

    [Fact]
    public void The_way_and_the_device_are_in_the_journal_before_the_first_program_runs_and_until_the_last_has_run()
    {
        _system.WithResolved();
        _runner.Before = line => Assert.Equal(["names resolved hf0 -"], Journal);
        Set(FakeSystem.Names());
        Assert.Equal(new NameState("resolved", false, null), _servers.StateOf("hf0"));

        _servers.Remove("hf0");
        Assert.Equal([.. Resolved, "resolvectl revert hf0"], _runner.Lines);
        Assert.Empty(Journal);
        Assert.Null(_servers.StateOf("hf0"));
    }

    [Fact]
    public void After_a_crash_the_next_start_undoes_what_the_journal_has()
    {
        _system.WithResolved();
        Set(FakeSystem.Names());
        _runner.Lines.Clear();

        Assert.Equal(1, Make().RemoveLeftovers(Log()));
        Assert.Equal(["resolvectl revert hf0"], _runner.Lines);
        Assert.Empty(Journal);
        Assert.Equal(0, Make().RemoveLeftovers(Log()));
    }

    [Fact]
    public void After_a_power_cut_there_is_no_journal_and_what_carries_our_mark_goes_all_the_same()
    {
        _system.With("/etc/resolv.conf", Site);
        Set(FakeSystem.Names());
        Assert.StartsWith("# holdfast", ResolvConf, StringComparison.Ordinal);
        Directory.Delete(_system.Path("/run"), recursive: true);

        Assert.Equal(1, Make().RemoveLeftovers(Log()));
        Assert.Equal(Site, ResolvConf);
    }

    [Fact]
    public void What_stands_is_no_leftover()
    {
        _system.WithDnsmasq();
        Set(FakeSystem.Names());

        Assert.Equal(0, _servers.RemoveLeftovers(Log()));
        Assert.True(File.Exists(_system.Path("/tmp/dnsmasq.d/holdfast-hf0.conf")));
        Assert.Equal(["names dnsmasq hf0 /tmp/dnsmasq.d/holdfast-hf0.conf"], Journal);
    }

    [Fact]
    public void Where_a_way_fails_it_is_undone_and_the_next_one_taken()
    {
        _system.WithResolved();
        _runner.Refused.Add("resolvectl domain");
        Set(FakeSystem.Names());

        Assert.Equal([.. Resolved[..2], "resolvectl revert hf0"], _runner.Lines);
        Assert.Equal(new NameState("file", false, null), _servers.StateOf("hf0"));
        Assert.Equal(["names file hf0 -"], Journal);
        Assert.Contains("nameserver 10.20.0.53\n", ResolvConf, StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_that_is_named_is_the_only_one()
    {
        _system.WithResolved();
        _runner.Refused.Add("resolvectl dns");
        Set(FakeSystem.Names() with { Way = NameWayChoice.Resolved });
        Assert.Equal(new NameState(null, false, "resolvectl dns hf0 10.20.0.53 fd00::53: refused"), _servers.StateOf("hf0"));
        Assert.Empty(Journal);

        Set(FakeSystem.Names() with { Way = NameWayChoice.Dnsmasq });
        Assert.Equal("dnsmasq: it does not run", _servers.StateOf("hf0")!.Problem);
    }

    [Fact]
    public void Single_domains_are_put_where_they_can_be_kept_to()
    {
        _system.WithDnsmasq().With("/sbin/resolvconf").With("/etc/resolv.conf", "# made by resolvconf(8)\nnameserver 127.0.0.1\n");
        Set(FakeSystem.Names());
        Assert.Equal("resolvconf", _servers.StateOf("hf0")!.Way);

        Set(FakeSystem.Names("corp.example"));
        Assert.Equal(new NameState("dnsmasq", true, null), _servers.StateOf("hf0"));
        Assert.Equal(["resolvconf -a tun.hf0.holdfast", "resolvconf -d tun.hf0.holdfast", "dnsmasq restart"], _runner.Lines);
        Assert.Equal(["names dnsmasq hf0 /tmp/dnsmasq.d/holdfast-hf0.conf"], Journal);
    }

    [Fact]
    public void A_resolv_conf_can_not_keep_to_domains_and_that_is_said_once()
    {
        _system.With("/etc/resolv.conf", Site);
        for (int session = 0; session < 3; session++)
        {
            Set(FakeSystem.Names("corp.example"));
            _servers.Remove("hf0");
        }

        string said = Assert.Single(_output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("name servers 10.20.0.53, fd00::53 through /etc/resolv.conf, for all names; it can't keep them to corp.example", said);
        Assert.Equal(Site, ResolvConf);
    }

    [Fact]
    public void Several_tunnels_share_a_resolv_conf_in_the_order_of_the_connections()
    {
        _system.With("/etc/resolv.conf", Site);
        Set(FakeSystem.Second());
        Set(FakeSystem.Names());
        Assert.Equal(["10.20.0.53", "fd00::53", "10.40.0.53", "192.168.1.1"], Servers());

        _servers.Remove("hf0");
        Assert.Equal(["10.40.0.53", "192.168.1.1"], Servers());
        _servers.Remove("hf1");
        Assert.Equal(Site, ResolvConf);
    }

    [Fact]
    public void What_changes_while_a_program_runs_is_done_behind_it()
    {
        _system.WithResolved();
        _runner.IsHeld = true;
        Set(FakeSystem.Names());
        _servers.Remove("hf0");
        Set(FakeSystem.Second());
        Assert.Equal(Resolved[..1], _runner.Lines);

        for (int i = 0; i < 4; i++)
            _runner.EndOne();
        Assert.Equal([.. Resolved, "resolvectl revert hf0", "resolvectl dns hf1 10.40.0.53"], _runner.Lines);
        Assert.Null(_servers.StateOf("hf0"));
        Assert.DoesNotContain("10.20.0.53", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void At_the_end_all_is_undone_even_when_a_program_still_runs()
    {
        _system.WithResolved();
        _runner.IsHeld = true;
        Set(FakeSystem.Names());
        _servers.Remove("hf0");
        _servers.Finish();

        Assert.Equal([.. Resolved, "resolvectl revert hf0"], _runner.Lines);
        Assert.Empty(Journal);
    }

    [Fact]
    public void The_same_again_restarts_nothing()
    {
        _system.WithDnsmasq();
        Set(FakeSystem.Names());
        Set(FakeSystem.Names());

        Assert.Single(_runner.Lines);
    }

    [Fact]
    public void What_can_not_be_undone_is_told_and_stays_in_the_journal_for_the_next_attempt()
    {
        _system.With("/sbin/resolvconf").With("/etc/resolv.conf", "# made by resolvconf(8)\n");
        Set(FakeSystem.Names());
        _runner.Refused.Add("resolvconf -d");
        _servers.Remove("hf0");
        Assert.Equal(["names resolvconf hf0 -"], Journal);
        Assert.Contains("warning: could not take the name servers of hf0 away (resolvconf): ", _output.ToString(), StringComparison.Ordinal);

        _runner.Refused.Clear();
        Assert.Equal(1, _servers.RemoveLeftovers(Log()));
        Assert.Empty(Journal);
    }

    [Fact]
    public void A_link_that_is_gone_took_its_servers_along()
    {
        _system.WithResolved();
        Set(FakeSystem.Names());
        _runner.Refused.Add("resolvectl revert");
        _runner.Before = _ => Directory.Delete(_system.Path("/sys/class/net/hf0"));
        _servers.Remove("hf0");

        Assert.Empty(Journal);
        Assert.DoesNotContain("warning", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_way_there_is_one_line_that_says_why()
    {
        File.CreateSymbolicLink(_system.Folder("/etc").Path("/etc/resolv.conf"), "/run/NetworkManager/resolv.conf");
        Set(FakeSystem.Names());

        Assert.Equal(
            "warning: the gateway's name servers are not used: systemd-resolved: it does not run; resolvconf: there is no resolvconf; "
            + "dnsmasq: it does not run; /etc/resolv.conf: it is a symbolic link, so another program manages it\n",
            _output.ToString());
    }

    private void Set(TunnelNames names) => _servers.Set(names, Log());

    private Log Log() => new(LogLevel.Info, _output);

    /// <summary>As another run of the agent would have it.</summary>
    private TunnelNameServers Make() => new(NameWays.Of(_system.Files), _runner, KernelJournal.Open(_system.Folder("/run").Path("/run")));

    private IEnumerable<string> Servers() =>
        ResolvConf.Split('\n').Where(line => line.StartsWith("nameserver ", StringComparison.Ordinal)).Select(line => line[11..]);
}
