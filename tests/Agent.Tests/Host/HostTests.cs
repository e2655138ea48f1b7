using Holdfast.Cli;
using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Control;
using Holdfast.Host.Session;
using Holdfast.Ike;
using Holdfast.Tests.Ike.Peer;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class HostTests
{
    [Fact]
    public void Every_fault_has_advice_and_an_exit_code_that_tells_it_from_success()
    {
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            foreach (LoginKind login in Enum.GetValues<LoginKind>())
            {
                string advice = FaultAdvice.Of(kind, new LoginConfig { Kind = login });
                Assert.NotEmpty(advice);
                Assert.True(login == LoginKind.SharedKey || !advice.Contains("secret", StringComparison.Ordinal), advice);
                advice = FaultAdvice.Of(kind, new LoginConfig { Kind = login, ThenEap = true });
                Assert.True(kind != FaultKind.AuthenticationRejected || advice.Contains("username", StringComparison.Ordinal), advice);
            }

            Assert.NotEqual(ExitCode.Success, Setbacks.ExitCodeOf(Setbacks.Of(kind, "").Kind));
        }
    }

    [Fact]
    public void A_refused_login_with_a_ppk_may_be_the_ppks_fault()
    {
        LoginConfig byName = new() { Kind = LoginKind.Eap };
        Assert.EndsWith("\"ppk\" and \"ppkId\" too", FaultAdvice.Of(FaultKind.AuthenticationRejected, byName, hasPpk: true), StringComparison.Ordinal);
        Assert.DoesNotContain("ppk", FaultAdvice.Of(FaultKind.AuthenticationRejected, byName), StringComparison.Ordinal);
        Assert.DoesNotContain("ppk", FaultAdvice.Of(FaultKind.Unreachable, byName, hasPpk: true), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Rejected, Setbacks.ExitCodeOf(Setbacks.Of(FaultKind.NoPpk, "").Kind));
    }

    [Fact]
    public void The_log_keeps_to_its_level()
    {
        StringWriter output = new();
        Log log = new(LogLevel.Warning, output);
        log.Debug("a");
        log.Info("b");
        log.Warning("c");
        log.Error("d");

        Assert.Equal("warning: c\nerror: d\n", output.ToString());
    }

    [Fact]
    public void Another_level_or_number_of_connections_counts_for_all_logs_at_once()
    {
        StringWriter output = new();
        Log log = new(LogLevel.Warning, output), office = log.For("office");
        office.Info("a");
        (log.Level, log.HasSeveral) = (LogLevel.Info, false);
        office.Info("b");
        log.Info("c");

        Assert.Equal("b\nc\n", output.ToString());
    }

    [Theory]
    [InlineData("new.json", "2m")]
    [InlineData("new.json --confirm-within 10s", "10s")]
    [InlineData("--confirm-within 10s new.json", "10s")]
    public void The_file_to_apply_has_a_time_to_be_confirmed_in(string arguments, string time)
    {
        Assert.True(CommandLine.TryParse(["apply", .. arguments.Split(' ')], out CommandLine? line, out _));
        Assert.Equal(("new.json", time), (line.Connection, line.ConfirmWithin));
    }

    [Fact]
    public void The_report_for_people_says_what_matters_first()
    {
        string text = StatusText.Write(new StatusReport
        {
            Version = "1", UptimeSeconds = 3723, ResidentBytes = 5_500_000,
            Connections =
            [
                new ConnectionReport
                {
                    Name = "main", State = "waiting", Gateway = "vpn.example.org", GatewayAddress = "192.0.2.2",
                    LastProblem = "no answer", Sessions = 2,
                },
            ],
        });

        Assert.StartsWith("state          waiting\ngateway        vpn.example.org (192.0.2.2)\nlast problem   no answer\n", text, StringComparison.Ordinal);
        Assert.Contains("2 since start, 1 h 2 min 3 s ago", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("resolved", true, null, "10.20.0.53 for corp.example, by resolved")]
    [InlineData("file", false, null, "10.20.0.53 (meant for corp.example), in /etc/resolv.conf, for all names")]
    [InlineData(null, false, "it is a symbolic link", "10.20.0.53 (meant for corp.example), not used: it is a symbolic link")]
    [InlineData(null, null, null, "10.20.0.53 (meant for corp.example)")]
    public void The_report_says_where_name_servers_are_and_for_what(string? mode, bool? isSplit, string? problem, string expected)
    {
        SessionReport session = new()
        {
            ConnectedSeconds = 1, PeerIdentity = "", IkeProposal = "", IkeSpis = "", LocalBehindNat = false, GatewayBehindNat = false,
            Mobike = false, Fragmentation = false, IkeRekeys = 0, ChildRekeys = 0, Datapath = "", Path = "", Device = "hf0", Mtu = 1400,
            Addresses = [], DnsServers = ["10.20.0.53"], DnsDomains = ["corp.example"], DnsMode = mode, DnsSplit = isSplit, DnsProblem = problem,
            Children = [], Drops = new Dictionary<string, long>(), IkeRetransmitted = 0, IkeIgnored = 0, IkeBytesOut = 1, IkeBytesIn = 2,
        };
        ConnectionReport one = new() { Name = "main", State = "connected", Gateway = "vpn.example.org", Session = session };

        Assert.Contains($"\nname servers   {expected}\n", StatusText.Write(new StatusReport { Version = "1", Connections = [one] }), StringComparison.Ordinal);

        string without = StatusText.Write(new StatusReport { Version = "1", Connections = [one] });
        one = one with { Session = session with { EncryptedDns = ["dns.example.org (10.20.0.53: DNS over TLS)"], DnsOverTls = mode == "resolved" } };
        Assert.DoesNotContain("encrypted DNS", without, StringComparison.Ordinal);
        Assert.Contains(
            $"\nencrypted DNS  dns.example.org (10.20.0.53: DNS over TLS); {(mode == "resolved" ? "" : "not ")}in use\n",
            StatusText.Write(new StatusReport { Version = "1", Connections = [one] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run", "/etc/holdfast/agent.json", "/run/holdfast", null, false)]
    [InlineData("run --config a --export-keys k --run-dir r", "a", "r", "k", false)]
    [InlineData("status --json", "/etc/holdfast/agent.json", "/run/holdfast", null, true)]
    [InlineData("history --json --run-dir r", "/etc/holdfast/agent.json", "r", null, true)]
    public void Command_lines_are_read(string line, string config, string runDirectory, string? export, bool isJson)
    {
        Assert.True(CommandLine.TryParse(line.Split(' '), out CommandLine? parsed, out _));
        Assert.Equal((config, runDirectory, export, isJson), (parsed.ConfigPath, parsed.RunDirectory, parsed.ExportKeys, parsed.IsJson));
    }

    [Fact]
    public void Status_may_be_asked_for_one_connection()
    {
        Assert.True(CommandLine.TryParse(["status", "--json", "office"], out CommandLine? parsed, out _));
        Assert.Equal(("office", true), (parsed.Connection, parsed.IsJson));
        Assert.False(CommandLine.TryParse(["status", "office", "plant"], out _, out _));
    }

    [Fact]
    public void With_several_connections_each_line_of_the_log_says_whose_it_is()
    {
        StringWriter output = new();
        new Log(LogLevel.Info, output).For("office").Warning("disconnected");

        Assert.Equal("warning: office: disconnected\n", output.ToString());
    }

    [Fact]
    public void Without_an_agent_the_history_is_what_the_last_one_left()
    {
        string folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
        string[] line = ["history", "--run-dir", Path.Combine(folder, "none"), "--state-dir", folder];
        StringWriter output = new(), error = new();
        Commands commands = new(output, error);
        Assert.Equal(ExitCode.Failure, commands.Execute(line));
        Assert.Contains("has no history", error.ToString(), StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder, "history"), "0\t5000\tlost\tmain\tsilent\n");
        Assert.Equal(ExitCode.Success, commands.Execute(line));
        Assert.Equal("5 s after boot        lost            main: silent\n", output.ToString());
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("start", "unknown command")]
    [InlineData("run --json", "does not take")]
    [InlineData("version --config x", "does not take")]
    [InlineData("run --config", "wants a value")]
    public void Wrong_command_lines_are_refused_with_the_reason(string line, string reason)
    {
        StringWriter error = new();

        Assert.Equal(ExitCode.Usage, new Commands(TextWriter.Null, error).Execute(line.Split(' ')));
        Assert.Contains(reason, error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().TrimEnd('\n').Split('\n'));
    }
}
