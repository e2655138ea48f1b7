using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Holdfast.Platform.Interop.Netlink;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// An AF_NETLINK socket. It blocks, as the kernel answers before the send returns; the time limit is for a kernel that
/// does not keep to that.
/// </summary>
internal sealed unsafe class NetlinkTransport : INetlinkTransport
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Descriptor _descriptor;

    public NetlinkTransport(int protocol)
    {
        _descriptor = Descriptor.From(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol), "socket AF_NETLINK");
        SocketOption.Set(_descriptor.Number, SOL_SOCKET, SO_RCVTIMEO, TimeVal.From(Limit), "setsockopt SO_RCVTIMEO");
        // Both only make errors clearer, and are missing before Linux 4.12.
        _ = SocketOption.TrySet(_descriptor.Number, SOL_NETLINK, NETLINK_EXT_ACK, 1);
        _ = SocketOption.TrySet(_descriptor.Number, SOL_NETLINK, NETLINK_CAP_ACK, 1);
    }

    public void Send(ReadOnlySpan<byte> message)
    {
        var kernel = new SockAddrNl { nl_family = (ushort)(int)AF_NETLINK };
        fixed (byte* data = message)
        {
            long sent;
            do sent = sendto(_descriptor.Number, data, message.Length, 0, (sockaddr*)&kernel, sizeof(SockAddrNl));
            while (sent < 0 && errno == EINTR);
            if (sent < 0) throw LinuxException.Last("send netlink");
        }
    }

    public int Receive(Span<byte> buffer)
    {
        while (true)
        {
            SockAddrNl sender = default;
            socklen_t length = sizeof(SockAddrNl);
            fixed (byte* data = buffer)
            {
                long received = recvfrom(
                    _descriptor.Number, data, buffer.Length, MSG_TRUNC, (sockaddr*)&sender, &length);
                if (received < 0 && errno == EINTR) continue;
                if (received < 0) throw new LinuxException("receive netlink", errno == EAGAIN ? ETIMEDOUT : errno);
                if (sender.nl_pid != 0) continue; // another process may send to our port: only the kernel is heard
                if (received > buffer.Length) throw new LinuxException("receive netlink", EMSGSIZE);
                return (int)received;
            }
        }
    }

    public void Dispose() => _descriptor.Dispose();
}
