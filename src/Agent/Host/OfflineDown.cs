using Holdfast.Host.Control;
using Holdfast.Host.Net;
using Holdfast.Platform;

namespace Holdfast.Host;

/// <summary><c>holdfast down</c> without an agent: opens what one left closed that is gone.</summary>
public static class OfflineDown
{
    /// <summary>False: something could not be taken away, and the log says what.</summary>
    /// <exception cref="LinuxException">EADDRINUSE: there is an agent; EPERM.</exception>
    public static bool Run(string runDirectory, Log log)
    {
        // As long as this holds the socket no agent starts.
        using UnixListener? socket = FileGuard.Inspect(runDirectory).IsDirectory
            ? UnixListener.Open(Path.Combine(runDirectory, ControlServer.SocketName))
            : null;
        KernelJournal journal = KernelJournal.Open(runDirectory);
        new MachineGuard(journal, null, log).Dispose();
        return journal.Entries.Count == 0;
    }
}
