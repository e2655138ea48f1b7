using System.Text;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.IfTun;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A TUN device (IFF_TUN, IFF_NO_PI): reads and writes whole IP packets, does not block, allocates nothing. It is gone,
/// with its addresses and routes, as soon as this is disposed or the process ends.
/// </summary>
public sealed unsafe class TunDevice : IDisposable
{
    private readonly Descriptor _descriptor;

    private TunDevice(Descriptor descriptor, string name)
    {
        _descriptor = descriptor;
        Name = name;
    }

    public int Fd => _descriptor.Number;

    public string Name { get; }

    /// <param name="name">A device name; "%d" in it becomes the first free number.</param>
    /// <exception cref="LinuxException">No TUN here, EPERM, or EBUSY: each says what to do.</exception>
    public static TunDevice Open(string name) => Open(name, TunNode.Path);

    /// <summary>Makes the node that devices come from where it is missing, and has the kernel load the driver. Best effort.</summary>
    public static void Provide()
    {
        try
        {
            TunNode.Open(TunNode.Path).Dispose();
        }
        catch (LinuxException)
        {
            // Whoever opens a device is told.
        }
    }

    internal static TunDevice Open(string name, string node)
    {
        Descriptor descriptor = TunNode.Open(node);
        try
        {
            return new TunDevice(descriptor, Attach(descriptor.Number, name));
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>
    /// One packet out of the machine. The buffer must hold the device's MTU: what exceeds it is cut off.
    /// </summary>
    public IoResult Read(Span<byte> packet)
    {
        fixed (byte* data = packet)
        {
            long count;
            do count = read(Fd, data, packet.Length);
            while (count < 0 && errno == EINTR);
            return IoResult.From(count);
        }
    }

    /// <summary>
    /// One packet into the machine. Failed: EIO while the device is down, EINVAL if it is not IPv4 or IPv6.
    /// </summary>
    public IoResult Write(ReadOnlySpan<byte> packet)
    {
        fixed (byte* data = packet)
        {
            long count;
            do count = write(Fd, data, packet.Length);
            while (count < 0 && errno == EINTR);
            return IoResult.From(count);
        }
    }

    public void Dispose() => _descriptor.Dispose();

    private static string Attach(int fd, string name)
    {
        byte[] bytes = CString.Of(name);
        if (bytes.Length is 1 or > IFNAMSIZ)
            throw new ArgumentException($"A device name has 1 to {IFNAMSIZ - 1} bytes: '{name}'.", nameof(name));
        var request = new IfReq { ifr_flags = IFF_TUN | IFF_NO_PI };
        var field = new Span<byte>(request.ifr_name, IFNAMSIZ);
        bytes.CopyTo(field);
        if (ioctl(fd, TUNSETIFF, &request) < 0) throw Refused(name, errno);
        return Encoding.UTF8.GetString(field[..field.IndexOf((byte)0)]);
    }

    private static LinuxException Refused(string name, int error) => new(
        $"TUNSETIFF {name}",
        error,
        error == EPERM ? "needs CAP_NET_ADMIN"
        : error == EBUSY ? "another process has a device of that name: choose another name, or end that process"
        : null);
}
