using static Holdfast.Platform.Interop.Unistd;

namespace Holdfast.Platform;

/// <summary>
/// The same program anew in this process (execve(2)): same process id, arguments and environment. Descriptors close, so sockets and
/// TUN devices go as in a crash; what is in the kernel by netlink (rules, filters, SAs) stays, and with it a kill switch.
/// </summary>
public static unsafe class Restart
{
    private const string Self = "/proc/self/exe", Arguments = "/proc/self/cmdline";
    private const int MostArguments = 128 * 1024;

    /// <summary>Whether a service manager that starts what has ended watches over us; then an exit is the better way.</summary>
    public static bool IsManaged => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"));

    /// <summary>Returns only by an exception. The file that runs is the one that ran, also where another has its name by now.</summary>
    /// <exception cref="LinuxException">It could not be done, and all is as before.</exception>
    public static void Now() => Run(Self, FileGuard.ReadAllBytes(Arguments, MostArguments, out _));

    /// <param name="arguments">As in /proc/self/cmdline: each with a zero byte at its end.</param>
    internal static void Run(string path, byte[] arguments)
    {
        int[] starts = Starts(arguments);
        fixed (byte* file = CString.Of(path), text = arguments)
        fixed (nint* vector = new nint[starts.Length + 1]) // null at the end
        {
            for (int i = 0; i < starts.Length; i++) vector[i] = (nint)(text + starts[i]);
            LinuxException.Check(execv(file, (byte**)vector), $"execv {path}");
        }
    }

    /// <summary>Where each argument begins; what has no zero byte at its end is none.</summary>
    internal static int[] Starts(ReadOnlySpan<byte> arguments)
    {
        var starts = new List<int>();
        for (int at = 0; arguments[at..].IndexOf((byte)0) is var length and >= 0; at += length + 1) starts.Add(at);
        return [.. starts];
    }
}
