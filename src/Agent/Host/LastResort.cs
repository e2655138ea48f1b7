using System.Text;
using Holdfast.Config;
using Holdfast.Host.Trust;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Host;

/// <summary>
/// The last two steps of recovery: the process anew, and the machine. Whether they are called for is their owner's to say; that a
/// reboot makes no loop is seen to here.
/// </summary>
/// <param name="end">Ends the event loop, and the process with this code.</param>
public sealed class LastResort(StateFolder state, HistoryFile history, WallClock clock, Func<Instant> now, Action<ExitCode> end, Log log)
{
    private const string FileName = "reboot";
    private const int MostBytes = 256;

    private RebootRecord? _last = RebootRecord.Decode(Encoding.ASCII.GetString(state.Read(FileName, MostBytes) ?? []));

    /// <summary>Of the running kernel.</summary>
    public string BootId { get; init; } = Platform.BootId.Read();

    /// <summary>The system call; a test has another.</summary>
    public Action RebootMachine { get; init; } = Reboot.Now;

    /// <summary>The system call; a test has another.</summary>
    public Action RestartProcess { get; init; } = Platform.Restart.Now;

    /// <summary>Whether a service manager starts what has ended.</summary>
    public bool IsManaged { get; init; } = Platform.Restart.IsManaged;

    private long WallSeconds => clock.IsUnset ? 0 : clock.Now.ToUnixTimeSeconds();

    /// <summary>Says at the start what would fail when it is needed.</summary>
    public void CheckPrivilege(IReadOnlyList<ConnectionConfig> configs)
    {
        if (configs.Any(config => config.RebootAfter is not null) && Reboot.IsForbidden)
            log.Warning($"\"{ConfigKeys.RebootAfter}\" is set, but the agent may not reboot the machine: give it CAP_SYS_BOOT");
    }

    /// <param name="rebootAfter">Of the connection's configuration.</param>
    /// <param name="downSince">Since when it has had no tunnel.</param>
    /// <param name="isAnotherUp">Another connection works.</param>
    public RebootVerdict MayReboot(TimeSpan? rebootAfter, Instant downSince, bool isAnotherUp) =>
        new RebootGuard(rebootAfter).Judge(now(), downSince, isAnotherUp, _last, BootId, WallSeconds);

    /// <summary>Where that is allowed, the machine goes down in this call. It returns what kept it from that.</summary>
    public RebootVerdict TryReboot(string connection, TimeSpan? rebootAfter, Instant downSince, bool isAnotherUp, string cause)
    {
        RebootVerdict verdict = MayReboot(rebootAfter, downSince, isAnotherUp);
        if (!verdict.IsAllowed)
            return verdict;
        log.Warning($"rebooting the machine: {cause}");
        _last = new RebootRecord(BootId, now(), WallSeconds);
        state.Write(FileName, Encoding.ASCII.GetBytes(_last.Encode()));
        history.Add(HistoryKind.Reboot, connection, cause);
        try
        {
            RebootMachine();
        }
        catch (LinuxException failure)
        {
            log.Error($"the machine can't be rebooted: {failure.Message}; give the agent CAP_SYS_BOOT, or leave \"{ConfigKeys.RebootAfter}\" out");
        }

        return MayReboot(rebootAfter, downSince, isAnotherUp);
    }

    /// <summary>
    /// Under a service manager the process ends with a code that says so; else it becomes a new one in this call, and a return means
    /// that it could not. What is in the kernel stays, so a kill switch has no gap.
    /// </summary>
    public void Restart(string cause)
    {
        log.Warning($"starting anew: {cause}");
        history.Add(HistoryKind.Restart, "", cause);
        if (IsManaged)
        {
            end(ExitCode.Restart);
            return;
        }

        try
        {
            EnvironmentSecrets.GiveBack();
            RestartProcess();
        }
        catch (LinuxException failure)
        {
            log.Error($"the agent can't start itself anew: {failure.Message}; it goes on as it is");
        }

        EnvironmentSecrets.TakeBack();
    }
}
