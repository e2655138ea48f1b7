using System.Text;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.IfTun;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The calls by which a descriptor of /dev/net/tun becomes a device.</summary>
internal static unsafe class TunAttach
{
    /// <summary>sizeof(struct virtio_net_hdr) of linux/virtio_net.h</summary>
    public const int HeaderLength = 10;

    private const uint Tso = TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6;
    private const uint Uso = 0x20 | 0x40; // TUN_F_USO4 and TUN_F_USO6 of newer headers; the kernel has both or none

    /// <returns>The device's name.</returns>
    public static string Attach(int fd, string name, bool withHeader)
    {
        byte[] bytes = CString.Of(name);
        if (bytes.Length is 1 or > IFNAMSIZ)
            throw new ArgumentException($"A device name has 1 to {IFNAMSIZ - 1} bytes: '{name}'.", nameof(name));
        var request = new IfReq { ifr_flags = (short)(IFF_TUN | IFF_NO_PI | (withHeader ? IFF_VNET_HDR : 0)) };
        var field = new Span<byte>(request.ifr_name, IFNAMSIZ);
        bytes.CopyTo(field);
        if (ioctl(fd, TUNSETIFF, &request) < 0) throw Refused(name, errno);
        return Encoding.UTF8.GetString(field[..field.IndexOf((byte)0)]);
    }

    /// <summary>False: the kernel would put another header before packets.</summary>
    public static bool TrySetHeaderLength(int fd)
    {
        int length = HeaderLength;
        return ioctl(fd, TUNSETVNETHDRSZ, &length) == 0;
    }

    /// <summary>The most that the kernel agrees to.</summary>
    public static TunOffloads SetOffloads(int fd)
    {
        if (ioctl(fd, TUNSETOFFLOAD, (void*)(Tso | Uso)) == 0) return TunOffloads.Tcp | TunOffloads.Udp;
        return ioctl(fd, TUNSETOFFLOAD, (void*)Tso) == 0 ? TunOffloads.Tcp : TunOffloads.None;
    }

    private static LinuxException Refused(string name, int error) => new(
        $"TUNSETIFF {name}",
        error,
        error == EPERM ? "needs CAP_NET_ADMIN"
        : error == EBUSY ? "another process has a device of that name: choose another name, or end that process"
        : null);
}
