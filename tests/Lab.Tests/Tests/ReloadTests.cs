using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Another configuration while the agent runs: only what differs changes, and what nobody confirms is taken back.</summary>
public sealed partial class ReloadTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Both log in as the same client, which the gateway must not take for one that comes again.
    private static readonly GatewaySettings Gateway = new()
    {
        Unique = "never",
        Children = [new GatewayChild("four", [Addresses.LanV4]), new GatewayChild("six", [Addresses.LanV6])],
    };

    private static readonly AgentConnection Four = new("four") { RemoteSubnets = [Addresses.LanV4], RequestAddress = ["ipv4"] };
    private static readonly AgentConnection Six = new("six") { RemoteSubnets = [Addresses.LanV6], RequestAddress = ["ipv6"] };

    private static readonly AgentSettings One = new() { RekeyTest = false, Connections = [Four] };
    private static readonly AgentSettings Single = new() { RekeyTest = false, RemoteSubnets = [Addresses.LanV4], RequestAddress = ["ipv4"], KillSwitch = true };

    [GeneratedRegex("configuration read again")]
    private static partial Regex ReadAgain { get; }

    [Fact]
    public void A_connection_that_comes_and_goes_leaves_the_other_untouched()
    {
        using var lab = StartLab(Gateway);
        var before = lab.SiteSnapshot();
        var agent = lab.Connect(One);
        var session = Spis(lab, "four");
        using var traffic = lab.StartTraffic();

        Assert.Contains("four: unchanged", Reload(lab, One with { Connections = [Six, Four] }), StringComparison.Ordinal);
        Wait.Until("the second stands", () => Spis(lab, "six").Length > 0, Patience);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV6).LossPercent);
        Assert.Contains("hf0", lab.Holdfast("status", "four").Output, StringComparison.Ordinal);
        Assert.Contains("hf1", lab.Holdfast("status", "six").Output, StringComparison.Ordinal);

        Assert.Contains("six: removed", Reload(lab, One), StringComparison.Ordinal);
        Wait.Until("the gateway has forgotten it", () => lab.Gateway.ListSas().Count == 1, Patience);
        Wait.Until("it is gone", () => lab.Holdfast("status", "six").ExitCode != 0, Patience);
        Assert.DoesNotContain("hf1", lab.SiteSnapshot(), StringComparison.Ordinal);

        Assert.Equal(session, Spis(lab, "four"));
        NothingIsLost(traffic);
        Assert.Equal(0, agent.Stop());
        Assert.Equal(before, lab.SiteSnapshot());
    }

    [Fact]
    public void A_file_with_an_error_changes_nothing_and_the_signal_does_as_the_command()
    {
        using var lab = StartLab();
        var agent = lab.Connect(Single);
        var session = Spis(lab);
        AgentFile.Write(lab.Topology.Site, Single.ToJson().Replace("\"gateway\"", "\"gatway\"", StringComparison.Ordinal));

        var refused = lab.Holdfast("reload");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("unknown key; did you mean \"gateway\"?", refused.Error, StringComparison.Ordinal);
        Assert.Equal(session, Spis(lab));

        AgentFile.Write(lab.Topology.Site, (Single with { LogLevel = "debug" }).ToJson());
        agent.Signal(1); // SIGHUP
        agent.WaitForLine(ReadAgain);
        Assert.Equal(session, Spis(lab));
        Assert.Equal(0, lab.Holdfast("down").ExitCode);
        agent.WaitForLine(new("^debug: take away"));
        Assert.Equal(0, agent.Stop());
    }

    [Fact]
    public void Another_secret_connects_anew_and_what_belongs_into_the_tunnel_stays_in()
    {
        using var lab = StartLab();
        var before = lab.SiteSnapshot();
        var agent = lab.Connect(Single);
        var session = Spis(lab);

        Reload(lab, Single with { Secret = "another one" });
        agent.WaitForLine(new("not connected: .*AUTHENTICATION_FAILED"));
        Assert.Throws<LabException>(() => Ping.Run(lab.Site, Addresses.HostV4, 2)); // no route to host
        Assert.Contains("\"blocked\": true", lab.Holdfast("status", "--json").Output, StringComparison.Ordinal);
        Assert.Contains("unreachable", lab.SiteSnapshot(), StringComparison.Ordinal);

        Reload(lab, Single);
        Wait.Until("it stands again", () => Spis(lab).Length > 0, Patience);
        Assert.NotEqual(session, Spis(lab));
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(0, agent.Stop());
        Assert.Equal(before, lab.SiteSnapshotAfterDown());
    }

    [Fact]
    public void An_end_of_the_agent_while_a_connection_changes_is_an_end()
    {
        using var lab = StartLab(Gateway);
        var agent = lab.Connect(One);
        Reload(lab, One with { Connections = [Four with { Secret = "another one" }, Six] });
        Assert.Equal(0, agent.Stop());
        Assert.DoesNotContain("hf0", Devices(lab), StringComparison.Ordinal);
        Assert.DoesNotContain("hf1", Devices(lab), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_confirms_is_taken_back()
    {
        using var lab = StartLab();
        var agent = lab.Connect(Single);
        var session = Spis(lab);
        var applied = Apply(lab, Single with { Gateway = "192.0.2.99" });
        Assert.Equal(0, applied.ExitCode);
        Assert.Contains("without \"holdfast confirm\" within 10s", applied.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, Apply(lab, Single).ExitCode);

        agent.WaitForLine(new("not confirmed; the one before is back"));
        Wait.Until("it stands again", () => Spis(lab).Length > 0, Patience);
        Assert.NotEqual(session, Spis(lab));
        Assert.Contains("rolledBack", lab.Holdfast("history").Output, StringComparison.Ordinal);
        Assert.NotEqual(0, lab.Holdfast("confirm").ExitCode);
        Assert.Equal(0, agent.Stop());
    }

    [Fact]
    public void What_is_confirmed_stays_also_over_a_restart()
    {
        using var lab = StartLab();
        var agent = lab.Connect(Single);
        var wanted = Single with { DetectionTime = "5s" };
        Assert.Equal(0, Apply(lab, wanted).ExitCode);
        Wait.Until("it stands", () => Spis(lab).Length > 0, Patience);
        Assert.Equal(0, lab.Holdfast("confirm").ExitCode);
        Thread.Sleep(TimeSpan.FromSeconds(11));

        Assert.Equal(wanted.ToJson(), File.ReadAllText(Path.Combine(lab.Topology.Site.Etc, "holdfast", "agent.json")));
        Assert.DoesNotContain("rolledBack", lab.Holdfast("history").Output, StringComparison.Ordinal);
        Assert.Equal(0, agent.Stop());
    }

    [Fact]
    public void An_agent_that_dies_meanwhile_takes_it_back_at_its_next_start()
    {
        using var lab = StartLab();
        var agent = lab.Connect(Single);
        Assert.Equal(0, Apply(lab, Single with { Gateway = "192.0.2.99" }).ExitCode);
        agent.Kill();
        agent.WaitForExit();
        Thread.Sleep(TimeSpan.FromSeconds(11));

        var next = lab.StartAgentAsConfigured();
        next.WaitForLine(new("was not confirmed in time"));
        next.WaitForConnected();
        Assert.Contains("rolledBack", lab.Holdfast("history").Output, StringComparison.Ordinal);
        Assert.Equal(0, next.Stop());
    }

    private static string Reload(TunnelLab lab, AgentSettings settings)
    {
        AgentFile.Write(lab.Topology.Site, settings.ToJson());
        var result = lab.Holdfast("reload");
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Output;
    }

    private static CommandResult Apply(TunnelLab lab, AgentSettings settings)
    {
        SiteTrust.Put(lab.Topology.Site, "new.json", settings.ToJson());
        return lab.Holdfast("apply", "/etc/holdfast/new.json", "--confirm-within", "10s");
    }

    private static string Devices(TunnelLab lab) => lab.Site.Run("ip", "-br", "link").Output;

    /// <summary>Of the session that stands; empty where none does.</summary>
    private static string Spis(TunnelLab lab, params string[] connection)
    {
        var status = lab.Holdfast(["status", .. connection, "--json"]).Output;
        return status.Length == 0 ? "" : string.Join(' ', AgentStatus.Parse(status).IkeSpis);
    }
}
