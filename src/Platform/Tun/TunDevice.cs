using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A TUN device (IFF_TUN, IFF_NO_PI): reads and writes whole IP packets, does not block, allocates nothing. It is gone,
/// with its addresses and routes, as soon as this is disposed or the process ends. With offloads (IFF_VNET_HDR) a struct
/// virtio_net_hdr comes before each packet, in both directions, and says what is left undone in it.
/// </summary>
public sealed unsafe class TunDevice : IDisposable
{
    private readonly Descriptor _descriptor;

    private TunDevice(Descriptor descriptor, string name, int headerLength, TunOffloads offloads)
    {
        _descriptor = descriptor;
        Name = name;
        HeaderLength = headerLength;
        Offloads = offloads;
    }

    public int Fd => _descriptor.Number;

    public string Name { get; }

    /// <summary>Of the virtio header before each packet, in the machine's byte order: 10 bytes or none.</summary>
    public int HeaderLength { get; }

    /// <summary>What packets that are read may have undone; those that are written may have TCP in large packets wherever there is a header.</summary>
    public TunOffloads Offloads { get; }

    /// <param name="name">A device name; "%d" in it becomes the first free number.</param>
    /// <exception cref="LinuxException">No TUN here, EPERM, or EBUSY: each says what to do.</exception>
    public static TunDevice Open(string name) => Open(name, TunNode.Path);

    /// <param name="name">A device name; "%d" in it becomes the first free number.</param>
    /// <param name="withOffloads">As many as the kernel has, down to none.</param>
    /// <exception cref="LinuxException">No TUN here, EPERM, or EBUSY: each says what to do.</exception>
    public static TunDevice Open(string name, bool withOffloads) =>
        withOffloads && TryOpen(name, TunNode.Path, withHeader: true) is { } device ? device : Open(name);

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

    internal static TunDevice Open(string name, string node) => TryOpen(name, node, withHeader: false)!;

    /// <summary>
    /// One packet out of the machine. The buffer must hold the device's MTU, or, with offloads, the header and 65,535 bytes: what
    /// exceeds it is cut off.
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

    /// <summary>One packet in pieces, with the header in front where there is one.</summary>
    public IoResult Write(IoPieces packet)
    {
        long count;
        do count = SysUio.writev(Fd, packet.Start, packet.Count);
        while (count < 0 && errno == EINTR);
        return IoResult.From(count);
    }

    public void Dispose() => _descriptor.Dispose();

    // Null: there is no such header. A device that was made without one does not get it any more, nor the other way round.
    private static TunDevice? TryOpen(string name, string node, bool withHeader)
    {
        Descriptor descriptor = TunNode.Open(node);
        try
        {
            int fd = descriptor.Number;
            string given = TunAttach.Attach(fd, name, withHeader);
            if (!withHeader) return new TunDevice(descriptor, given, 0, TunOffloads.None);
            if (TunAttach.TrySetHeaderLength(fd))
                return new TunDevice(descriptor, given, TunAttach.HeaderLength, TunAttach.SetOffloads(fd));
        }
        catch (LinuxException refusal) when (withHeader && refusal.Errno == EINVAL)
        {
            // It is made without.
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }

        descriptor.Dispose();
        return null;
    }
}
