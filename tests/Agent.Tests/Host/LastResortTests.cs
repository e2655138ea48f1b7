using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Trust;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host;

/// <summary>What is done around the two system calls, with others in their place.</summary>
[Collection("environment")] // of the process: one for all
public sealed class LastResortTests : IDisposable
{
    private const int NotPermitted = 1; // EPERM

    private static readonly TimeSpan After = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly StringWriter _log = new();
    private readonly List<ExitCode> _ends = [];
    private Instant _now = At(7200);
    private string _boot = "boot-1";
    private int _reboots;
    private int _restarts;
    private int _refusal;
    private HistoryFile? _history;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_reboot_is_on_the_disk_before_the_call()
    {
        LastResort last = Make();
        last.TryReboot("main", After, At(0), isAnotherUp: false, "no tunnel for an hour");

        Assert.Equal(1, _reboots);
        Assert.Equal("boot-1 7200000000000 1800000000\n", File.ReadAllText(Path.Combine(_folder, "reboot")));
        Assert.EndsWith("\treboot\tmain\tno tunnel for an hour\n", File.ReadAllText(Path.Combine(_folder, "history")), StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_is_not_allowed_leaves_no_trace()
    {
        LastResort last = Make();

        Assert.Equal("another connection is up", last.TryReboot("main", After, At(0), isAnotherUp: true, "why").Why);
        Assert.False(last.TryReboot("main", null, At(0), isAnotherUp: false, "why").IsAllowed);
        Assert.Equal((0, ""), (_reboots, _log.ToString()));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void One_that_fails_is_said_and_not_tried_for_an_hour_also_by_the_next_process()
    {
        _refusal = NotPermitted;
        RebootVerdict after = Make().TryReboot("main", After, At(0), isAnotherUp: false, "why");
        Assert.Equal((1, false, At(10_800)), (_reboots, after.IsAllowed, after.AskAgain));
        Assert.Contains("error: the machine can't be rebooted: reboot: ", _log.ToString(), StringComparison.Ordinal);
        Assert.Contains("CAP_SYS_BOOT", _log.ToString(), StringComparison.Ordinal);

        _now = At(10_799);
        Assert.False(Make().TryReboot("main", After, At(0), isAnotherUp: false, "why").IsAllowed);
        Assert.Equal(1, _reboots);
        _now = At(10_800);
        Make().TryReboot("main", After, At(0), isAnotherUp: false, "why");
        Assert.Equal(2, _reboots);
    }

    [Fact]
    public void After_the_boot_it_is_an_hour_also_where_the_disk_has_forgotten()
    {
        Make().TryReboot("main", After, At(0), isAnotherUp: false, "why");
        File.Delete(Path.Combine(_folder, "reboot"));
        (_boot, _now) = ("boot-2", At(3599));

        Assert.False(Make().MayReboot(After, At(0), isAnotherUp: false).IsAllowed);
        _now = At(3600);
        Assert.True(Make().MayReboot(After, At(0), isAnotherUp: false).IsAllowed);
    }

    [Fact]
    public void A_record_that_is_none_does_no_harm()
    {
        File.WriteAllBytes(Path.Combine(_folder, "reboot"), new byte[10_000]);
        Assert.True(Make().MayReboot(After, At(0), isAnotherUp: false).IsAllowed);

        File.WriteAllText(Path.Combine(_folder, "reboot"), "\u00ff\u00ff 1 1\n");
        Assert.True(Make().MayReboot(After, At(0), isAnotherUp: false).IsAllowed);
    }

    [Fact]
    public void Under_a_service_manager_a_restart_is_an_exit_with_a_code_of_its_own()
    {
        Make(isManaged: true).Restart("the loop makes no progress");

        Assert.Equal([ExitCode.Restart], _ends);
        Assert.Equal((7, 0), ((int)ExitCode.Restart, _restarts));
        Assert.EndsWith("\trestart\t\tthe loop makes no progress\n", File.ReadAllText(Path.Combine(_folder, "history")), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_one_the_process_becomes_a_new_one()
    {
        Make().Restart("why");

        Assert.Equal((1, 0), (_restarts, _ends.Count));
        Assert.Equal("warning: starting anew: why\n", _log.ToString());
    }

    [Fact]
    public void A_restart_that_fails_is_said_and_the_agent_goes_on()
    {
        _refusal = NotPermitted;
        Make().Restart("why");

        Assert.Empty(_ends);
        Assert.Contains("it goes on as it is", _log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_of_the_environment_are_there_for_the_new_process_and_nowhere_else()
    {
        const string Variable = "HOLDFAST_LAST_RESORT_TEST";
        EnvironmentBlock.Put(Variable, "s3cret"u8);
        Assert.True(SecretSource.TryRead($"env:{Variable}", isPassword: true, out var secret, out _));
        secret.Dispose();
        Assert.Null(Value(Variable));
        string? found = null;

        Make(atRestart: () =>
        {
            found = Value(Variable);
            EnvironmentBlock.Put(Variable, "s3cret"u8);
        }).Restart("why");

        Assert.Equal("s3cret", found);
        Assert.Null(Value(Variable));
        Assert.True(SecretSource.TryRead($"env:{Variable}", isPassword: true, out secret, out _));
        secret.Dispose();
    }

    private LastResort Make(bool isManaged = false, Action? atRestart = null)
    {
        Log log = new(LogLevel.Info, _log);
        StateFolder state = new(_folder, log);
        WallClock clock = new(state, () => DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), DateTimeOffset.UnixEpoch);
        _history = new HistoryFile(state, clock, () => _now);
        return new LastResort(state, _history, clock, () => _now, _ends.Add, log)
        {
            BootId = _boot,
            IsManaged = isManaged,
            RebootMachine = () => Call(ref _reboots, "reboot"),
            RestartProcess = () =>
            {
                atRestart?.Invoke();
                Call(ref _restarts, "execv");
            },
        };
    }

    private void Call(ref int count, string call)
    {
        count++;
        if (_refusal != 0)
            throw new LinuxException(call, _refusal);
    }

    /// <summary>Takes it out of the environment.</summary>
    private static string? Value(string variable)
    {
        string? value = null;
        EnvironmentBlock.TryTake(variable, "", (bytes, _) => value = System.Text.Encoding.UTF8.GetString(bytes));
        return value;
    }

    private static Instant At(long seconds) => new(seconds * 1_000_000_000);
}
