using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// /dev/net/tun, made where it is missing: a small system has the driver, but nobody who makes the node.
/// </summary>
internal static unsafe class TunNode
{
    public const string Path = "/dev/net/tun";

    private const byte Major = 10, Minor = 200; // Documentation/admin-guide/devices.txt
    private const uint Mode = SysStat.S_IFCHR | 0x180; // 0600
    private const string Module = "tun";
    private const string InContainer = "in a container: --device /dev/net/tun";
    private const string Advice = "load the tun module (modprobe tun), or use a kernel with CONFIG_TUN";

    public static Descriptor Open(string path)
    {
        if (!FileGuard.Inspect(path).Exists) Make(path);
        try
        {
            return OpenNode(path);
        }
        catch (LinuxException failure)
        {
            throw new LinuxException(failure.Call, failure.Errno, AdviceFor(failure.Errno));
        }
    }

    /// <summary>The kernel asks for the driver itself where its modules say which node is whose; not all do.</summary>
    private static Descriptor OpenNode(string path)
    {
        try
        {
            return FileGuard.Open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        }
        catch (LinuxException failure) when ((failure.Errno == ENODEV || failure.Errno == ENXIO) && KernelModules.TryLoad(Module))
        {
            return FileGuard.Open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        }
    }

    private static void Make(string path)
    {
        try
        {
            FileGuard.MakeDirectory(System.IO.Path.GetDirectoryName(path) ?? "/", 0x1ED); // 0755
            fixed (byte* name = CString.Of(path))
                LinuxException.Check(SysStat.mknod(name, Mode, SysStat.MakeDevice(Major, Minor)), "mknod");
        }
        catch (LinuxException)
        {
            throw new LinuxException(
                $"open {path}", ENOENT, $"{Advice}; or make it: mkdir -p /dev/net && mknod {path} c {Major} {Minor}; {InContainer}");
        }
    }

    private static string? AdviceFor(int error)
    {
        if (error == ENODEV || error == ENXIO) return Advice;
        return error == EACCES || error == EPERM ? $"run as root, or with CAP_NET_ADMIN and the right to open it; {InContainer}" : null;
    }
}
