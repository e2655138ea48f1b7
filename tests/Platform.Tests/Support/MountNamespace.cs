using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests;

/// <summary>Runs a test's body on a thread whose mounts nobody else sees.</summary>
internal static unsafe class MountNamespace
{
    public static void Run(Action body) => OwnThread.Run(() =>
    {
        int refused = unshare(CLONE_NEWNS) == 0 ? 0 : errno;
        Needs.That(refused == 0, $"a mount namespace wants root or unshare -Urm: {Errno.Describe(refused)}");
        Mount("none", "/", MS_REC | MS_PRIVATE);
        body();
    });

    public static void Bind(string source, string target) => Mount(source, target, MS_BIND);

    /// <summary>A file system of 64 KiB in memory.</summary>
    public static void SmallDisk(string target)
    {
        fixed (byte* source = CString.Of("small"), to = CString.Of(target), type = CString.Of("tmpfs"), options = CString.Of("size=64k"))
            LinuxException.Check(mount(source, to, type, default, options), $"mount {target}");
    }

    private static void Mount(string source, string target, Tmds.Linux.ulong_t flags)
    {
        fixed (byte* from = CString.Of(source), to = CString.Of(target))
            LinuxException.Check(mount(from, to, null, flags, null), $"mount {target}");
    }
}
