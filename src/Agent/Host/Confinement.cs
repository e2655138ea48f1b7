using Holdfast.Host.Kernel;
using Holdfast.Host.Names;
using Holdfast.Platform;

namespace Holdfast.Host;

/// <summary>
/// Gives up what the running agent does not need, where no service manager has seen to that: capabilities at the very start, system
/// calls once all is set up. What is not possible here is no reason not to run.
/// </summary>
public static class Confinement
{
    private const string UsualFolder = "/etc/";

    /// <summary>
    /// Capabilities belong to threads, and the run-time has some by now; so the process becomes a new one in this call, once, with all
    /// threads shut in from their beginning. What takes more privilege than the new one has is done before.
    /// </summary>
    public static void GiveUpPrivileges(string configPath)
    {
        CapabilitySet kept = Kept(new SystemFiles(), configPath, InitSystem.IsSystemd);
        if (!ProcessMemory.TryLiftLockLimit())
            kept |= CapabilitySet.LockMemory;
        if (Privileges.Bounding.Without(kept).IsEmpty || !Privileges.MayGiveUp)
            return;
        TunDevice.Provide();
        KernelModuleSet.LoadAll();
        try
        {
            Privileges.ForbidNew();
            Privileges.KeepOnly(kept);
            Restart.Now();
        }
        catch (LinuxException)
        {
            // Status shows what is left.
        }
    }

    /// <summary>The last step of the start; one line of what is in force.</summary>
    public static void FilterCalls(Log log)
    {
        int error = Privileges.IsFiltered ? 0 : CallFilter.TryInstall();
        log.Debug($"sandbox: {Describe()}{(error == 0 ? "" : $" ({Errno.Describe(error)})")}");
    }

    /// <summary>Such as "capabilities NET_ADMIN, NET_RAW; no new privileges; system calls filtered".</summary>
    public static string Describe() => $"capabilities {Privileges.Bounding}"
        + (Privileges.HasNoNew ? "; no new privileges" : "; new privileges possible")
        + (Privileges.IsFiltered ? "; system calls filtered" : "; system calls not filtered");

    /// <summary>Under systemd others restart servers and machines; elsewhere a script that the agent starts does, with what the agent has.</summary>
    public static CapabilitySet Kept(SystemFiles files, string configPath, bool isSystemd)
    {
        CapabilitySet kept = CapabilitySet.Tunnel;
        if (!isSystemd)
            kept |= CapabilitySet.Reboot;
        if (!isSystemd && (files.Exists(DnsmasqWay.Script) || files.Program(ResolvconfWay.Program) is not null))
            kept |= CapabilitySet.StartServers;
        // Tried out in a user's folder, which root reads by a privilege alone.
        if (!Path.GetFullPath(configPath).StartsWith(UsualFolder, StringComparison.Ordinal))
            kept |= CapabilitySet.ReadAnything;
        return kept;
    }
}
