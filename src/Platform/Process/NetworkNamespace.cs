using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Network namespaces (network_namespaces(7)).</summary>
public static class NetworkNamespace
{
    /// <summary>
    /// A new one, empty, for this thread and those that it starts from here on; it goes with the last of them and of what they opened.
    /// </summary>
    /// <exception cref="LinuxException">EPERM: needs CAP_SYS_ADMIN.</exception>
    public static void EnterNew()
    {
        if (unshare(CLONE_NEWNET) == 0) return;
        int error = errno;
        throw new LinuxException("unshare CLONE_NEWNET", error, error == EPERM ? "needs root" : null);
    }
}
