using Holdfast.Lab.Agent;
using Holdfast.Lab.Tests;

namespace Holdfast.Lab.Recipes;

/// <summary>OpenWrt's init script and the package's own scripts, in BusyBox, with procd as a stand-in that takes down its calls.</summary>
public sealed class ProcdTests : LabTest
{
    private const string Script = "/etc/init.d/holdfast";
    private const string Own = "etc/holdfast/agent.json", Made = "tmp/etc/holdfast/agent.json";

    private const string Previous = "usr/bin/holdfast.previous";

    private const string Uci = "config connection 'main'\n\toption gateway 'x'\n\toption secret 's'\n";

    private const string Down = "holdfast down --run-dir /var/run/holdfast", Reload = "holdfast reload --run-dir /var/run/holdfast";

    [Fact]
    public void Uci_is_made_a_file_that_only_root_reads()
    {
        using var router = Router(Uci);

        router.Check(Script, "start");

        Assert.Contains(router.Told(), line => IsCommand(line, "/var/etc/holdfast/agent.json"));
        Assert.Contains("\"gateway\": \"x\"", File.ReadAllText(router.At(Made)), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(router.At(Made)));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(router.At(Made))!));
        Assert.Equal([router.At(Made)], Directory.GetFiles(Path.GetDirectoryName(router.At(Made))!));
    }

    [Fact]
    public void A_file_of_ones_own_counts_before_uci()
    {
        using var router = Router(Uci);
        File.WriteAllText(router.At(Own), "{}");

        router.Check(Script, "start");

        Assert.Contains(router.Told(), line => IsCommand(line, "/etc/holdfast/agent.json"));
        Assert.False(File.Exists(router.At(Made)));
    }

    [Fact]
    public void What_is_not_configured_is_not_started_but_waits_for_uci()
    {
        using var router = Router("");

        router.Check(Script, "start");

        Assert.Equal(["trigger holdfast"], router.Told());
    }

    [Fact]
    public void The_command_runs_the_guard_first_and_becomes_the_agent()
    {
        using var router = Router(Uci);
        router.Program("usr/lib/holdfast/guard", "#!/bin/sh\necho \"guard $*\" >> /tmp/calls\n");
        router.Program("bin/procd", "#!/bin/sh\n. /etc/init.d/holdfast\n. /lib/functions.sh\n"
            + "procd_open_instance() { :; }; procd_close_instance() { :; }\n"
            + "procd_set_param() { [ \"$1\" != command ] || { shift; \"$@\"; }; }\nstart_service\n");

        router.Check("/bin/procd");

        Assert.Equal(
            ["guard /etc/holdfast/state", "holdfast run --config /var/etc/holdfast/agent.json --run-dir /var/run/holdfast --state-dir /etc/holdfast/state"],
            router.Told());
    }

    [Fact]
    public void A_change_reloads_the_agent_that_runs()
    {
        using var router = Running(Uci);
        router.WriteUci(Uci.Replace("'x'", "'y'", StringComparison.Ordinal));

        router.Check(Script, "reload");

        var told = router.Told();
        Assert.Equal(Reload, told[^1]);
        Assert.Contains(told, line => IsCommand(line, "/var/etc/holdfast/agent.json"));
        Assert.Contains("\"gateway\": \"y\"", File.ReadAllText(router.At(Made)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_starts_an_agent_that_had_nothing_to_do()
    {
        using var router = Router(Uci);

        router.Check(Script, "reload");

        var told = router.Told();
        Assert.Contains(told, line => IsCommand(line, "/var/etc/holdfast/agent.json"));
        Assert.DoesNotContain(Reload, told);
    }

    [Theory]
    [InlineData("start")]
    [InlineData("reload")]
    public void A_mistake_leaves_what_was_right(string action)
    {
        using var router = Running(Uci);
        router.WriteUci(Uci + "\toption port 'ike'\n");

        var result = router.Run(Script, action);

        Assert.Contains("'ike' is no whole number", result.Error, StringComparison.Ordinal);
        Assert.Contains(router.Told(), line => IsCommand(line, "/var/etc/holdfast/agent.json"));
        Assert.Contains("\"gateway\": \"x\"", File.ReadAllText(router.At(Made)), StringComparison.Ordinal);
        Assert.DoesNotContain("port", File.ReadAllText(router.At(Made)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_at_the_first_start_starts_nothing_and_says_why()
    {
        using var router = Router(Uci + "\toption port 'ike'\n");

        var result = router.Run(Script, "start");

        Assert.Contains("'ike' is no whole number", result.Error, StringComparison.Ordinal);
        Assert.Equal(["trigger holdfast"], router.Told());
    }

    [Fact]
    public void When_the_last_connection_goes_what_it_closed_opens()
    {
        using var router = Running(Uci);
        router.WriteUci("");

        router.Check(Script, "reload");

        Assert.Equal([Down, "stop"], router.Told());
        Assert.False(File.Exists(router.At(Made)));
    }

    [Fact]
    public void Check_says_when_nothing_is_configured_and_leaves_nothing()
    {
        using var router = Router("");

        var result = router.Run(Script, "check");

        Assert.Equal(ExitCodes.Configuration, result.ExitCode);
        Assert.StartsWith("nothing is configured", result.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(router.At(Made))!));
    }

    [Fact]
    public void Installation_enables_and_starts()
    {
        using var router = Router(Uci);

        router.Check("/usr/lib/opkg/info/postinst", "configure");

        var told = router.Told();
        Assert.Equal("enable S19 K91", told[0]);
        Assert.Contains(told, line => IsCommand(line, "/var/etc/holdfast/agent.json"));
    }

    [Fact]
    public void Removal_leaves_nothing_in_the_kernel()
    {
        using var router = Running(Uci);

        File.WriteAllText(router.At(Previous), "");

        router.Check("/usr/lib/opkg/info/prerm", "remove");

        Assert.Equal([Down, "disable", "stop"], router.Told());
        Assert.False(File.Exists(router.At(Previous)));
    }

    [Theory]
    [InlineData("PKG_UPGRADE=1 /usr/lib/opkg/info/prerm")]
    [InlineData("/usr/lib/opkg/info/prerm upgrade 7.9.0")]
    public void An_upgrade_opens_nothing(string prerm)
    {
        using var router = Running(Uci);

        File.WriteAllText(router.At(Previous), "");

        router.Check("/bin/sh", "-c", prerm);

        Assert.DoesNotContain(Down, router.Told());
        Assert.True(File.Exists(router.At(Previous)));
        router.Check("/usr/lib/opkg/info/preinst", "upgrade");
        Assert.False(File.Exists(router.At(Previous)));
    }

    [Fact]
    public void Where_there_is_no_run_the_agent_is_found_all_the_same()
    {
        Require(HoldfastBinary.Missing);
        using var router = Router(Uci);
        router.PutAgent();

        var result = router.Run("/usr/bin/holdfast", "status");

        Assert.Contains("/var/run/holdfast/control.sock", result.Error, StringComparison.Ordinal);
    }

    private static bool IsCommand(string line, string config) =>
        line == $"command /usr/libexec/holdfast run --config {config} --run-dir /var/run/holdfast --state-dir /etc/holdfast/state";

    private static RouterRoot Router(string uci)
    {
        Require(RouterRoot.Missing);
        var router = new RouterRoot();
        router.WriteUci(uci);
        return router;
    }

    /// <summary>Started with this.</summary>
    private static RouterRoot Running(string uci)
    {
        var router = Router(uci);
        router.Check(Script, "start");
        router.Told();
        File.WriteAllText(router.At("tmp/running"), "");
        return router;
    }
}
