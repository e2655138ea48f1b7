using System.Text;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Watchdog;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A watchdog device (Documentation/watchdog/watchdog-api.rst of the kernel): it reboots the machine once nobody has fed it for
/// its timeout. It runs from when it is opened until <see cref="Release"/>, also after the end of the process.
/// </summary>
public sealed unsafe class HardwareWatchdog : IDisposable
{
    private readonly Descriptor _descriptor;
    private readonly string _path;

    private HardwareWatchdog(Descriptor descriptor, string path, TimeSpan timeout)
    {
        (_descriptor, _path) = (descriptor, path);
        Timeout = Set(timeout);
    }

    /// <summary>As the driver has it: a whole number of seconds, and another than was asked for where it can't do that.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The driver's name; empty where it tells none.</summary>
    public string Identity { get; private init; } = "";

    /// <summary>Whether <see cref="Release"/> stops it; else an orderly end is a reboot too.</summary>
    public bool CanStop { get; private init; }

    /// <summary>Opens and so starts it.</summary>
    /// <exception cref="LinuxException">
    /// ENOENT, EACCES. EBUSY: another program has it. ENOTTY: it is something else, and nothing was written to it.
    /// </exception>
    public static HardwareWatchdog Open(string path, TimeSpan timeout)
    {
        Descriptor descriptor = OpenDevice(path);
        WatchdogInfo info;
        if (ioctl(descriptor.Number, unchecked((int)WDIOC_GETSUPPORT), &info) < 0)
        {
            int error = errno;
            descriptor.Dispose();
            throw new LinuxException($"WDIOC_GETSUPPORT {path}", error, "it is no watchdog");
        }

        ReadOnlySpan<byte> name = new(info.identity, 32);
        int end = name.IndexOf((byte)0);
        return new HardwareWatchdog(descriptor, path, timeout)
        {
            Identity = Encoding.ASCII.GetString(end < 0 ? name : name[..end]),
            CanStop = (info.options & WDIOF_MAGICCLOSE) != 0,
        };
    }

    /// <summary>Feeds it: a write does so with every driver.</summary>
    /// <exception cref="LinuxException">The driver refuses, such as after the device is gone.</exception>
    public void KeepAlive() => Write(0);

    /// <summary>
    /// Stops it, for an orderly end: a 'V' right before the close. Unless the kernel was told that nothing stops a watchdog (nowayout).
    /// </summary>
    public void Release()
    {
        try
        {
            Write((byte)'V');
        }
        catch (LinuxException)
        {
            // It goes on, and its kernel says so.
        }

        Dispose();
    }

    /// <summary>Closes it and leaves it running: without someone who takes over the machine reboots.</summary>
    public void Dispose() => _descriptor.Dispose();

    /// <summary>What is there already, opened by someone else.</summary>
    internal static HardwareWatchdog Adopt(Descriptor descriptor, TimeSpan timeout) => new(descriptor, "watchdog", timeout);

    private static Descriptor OpenDevice(string path)
    {
        try
        {
            return FileGuard.Open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK); // a pipe is not to make it wait
        }
        catch (LinuxException failure) when (failure.Errno == EBUSY)
        {
            throw new LinuxException(failure.Call, EBUSY, "another program feeds it, such as systemd (RuntimeWatchdogSec=) or procd");
        }
    }

    // A driver may know another timeout only, or none that can be changed.
    private TimeSpan Set(TimeSpan wanted)
    {
        int seconds = (int)Math.Clamp(Math.Ceiling(wanted.TotalSeconds), 1, int.MaxValue);
        int granted = seconds;
        if (ioctl(_descriptor.Number, unchecked((int)WDIOC_SETTIMEOUT), &granted) < 0)
        {
            granted = seconds;
            _ = ioctl(_descriptor.Number, unchecked((int)WDIOC_GETTIMEOUT), &granted);
        }

        return TimeSpan.FromSeconds(Math.Max(1, granted));
    }

    private void Write(byte value)
    {
        long written;
        do written = write(_descriptor.Number, &value, 1);
        while (written < 0 && errno == EINTR);
        if (written < 0) throw LinuxException.Last($"write {_path}");
    }
}
