using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The calls that make a UDP socket.</summary>
internal static unsafe class UdpSetup
{
    public const int AddressSpace = 28; // sizeof(struct sockaddr_in6)

    public static Descriptor Create(bool isIPv6) => Descriptor.From(
        socket(isIPv6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP),
        isIPv6 ? "socket AF_INET6" : "socket AF_INET");

    public static void Configure(int fd, bool isIPv6, UdpOptions options)
    {
        int level = isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP;
        if (isIPv6) SocketOption.Set(fd, level, IPV6_V6ONLY, 1, "setsockopt IPV6_V6ONLY");
        if (options.Mark != 0) Mark(fd, options.Mark);
        SetBuffer(fd, SO_RCVBUFFORCE, SO_RCVBUF, options.ReceiveBuffer, "setsockopt SO_RCVBUF");
        SetBuffer(fd, SO_SNDBUFFORCE, SO_SNDBUF, options.SendBuffer, "setsockopt SO_SNDBUF");
        int discover = isIPv6 ? IPV6_MTU_DISCOVER : IP_MTU_DISCOVER;
        SocketOption.Set(fd, level, discover, options.PathMtuDiscovery, "setsockopt MTU_DISCOVER");
        if (options.ReportErrors)
            SocketOption.Set(fd, level, isIPv6 ? IPV6_RECVERR : IP_RECVERR, 1, "setsockopt RECVERR");
    }

    public static void Mark(int fd, uint mark)
    {
        if (SocketOption.TrySet(fd, SOL_SOCKET, SO_MARK, (int)mark)) return;
        int error = errno;
        throw new LinuxException("setsockopt SO_MARK", error, error == EPERM ? "needs CAP_NET_ADMIN" : null);
    }

    public static void Bind(int fd, Endpoint local, bool anyPortIfInUse)
    {
        if (bind(fd, (sockaddr*)&local, local.Length) == 0) return;
        int error = errno;
        if (error != EADDRINUSE || !anyPortIfInUse) throw new LinuxException($"bind {local}", error);
        Bind(fd, local.WithPort(0), anyPortIfInUse: false);
    }

    public static Endpoint LocalEndpoint(int fd)
    {
        var address = stackalloc byte[AddressSpace];
        socklen_t length = AddressSpace;
        LinuxException.Check(getsockname(fd, (sockaddr*)address, &length), "getsockname");
        return Endpoint.FromSockAddr(new ReadOnlySpan<byte>(address, (int)length));
    }

    // The kernel doubles the value for its own overhead (socket(7)).
    private static void SetBuffer(int fd, int forced, int plain, int size, string call)
    {
        if (size == 0 || SocketOption.TrySet(fd, SOL_SOCKET, forced, size)) return;
        SocketOption.Set(fd, SOL_SOCKET, plain, size, call);
    }
}
