using System.Runtime.InteropServices;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>What the network, or our own kernel, said of an earlier datagram.</summary>
/// <param name="Destination">Where the datagram was going.</param>
/// <param name="Errno">ECONNREFUSED, EHOSTUNREACH, EMSGSIZE, ...</param>
/// <param name="Mtu">With EMSGSIZE the path MTU in bytes; else 0.</param>
public readonly record struct UdpError(Endpoint Destination, int Errno, int Mtu);

/// <summary>A socket's queue of errors: MSG_ERRQUEUE of ip(7).</summary>
internal static unsafe class UdpErrorQueue
{
    private const int ControlSpace = 256;

    public static bool TryRead(int fd, out UdpError error)
    {
        var address = stackalloc byte[UdpSetup.AddressSpace];
        ulong* control = stackalloc ulong[ControlSpace / sizeof(ulong)]; // cmsghdr wants its alignment
        var message = new msghdr
        {
            msg_name = address,
            msg_namelen = UdpSetup.AddressSpace,
            msg_control = control,
            msg_controllen = ControlSpace,
        };
        error = default;
        if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return false;
        Endpoint destination = Endpoint.FromSockAddr(new ReadOnlySpan<byte>(address, (int)message.msg_namelen));
        if (!TryFind(control, (int)message.msg_controllen, out sock_extended_err found)) return false;
        int number = (int)found.ee_errno;
        error = new UdpError(destination, number, number == EMSGSIZE ? (int)found.ee_info : 0);
        return true;
    }

    private static bool TryFind(void* control, int length, out sock_extended_err found)
    {
        var entries = new ControlReader(control, length);
        while (entries.Next())
        {
            bool isError = entries.Is(SOL_IP, IP_RECVERR) || entries.Is(SOL_IPV6, IPV6_RECVERR);
            if (isError && MemoryMarshal.TryRead(entries.Value, out found)) return true;
        }

        found = default;
        return false;
    }
}
