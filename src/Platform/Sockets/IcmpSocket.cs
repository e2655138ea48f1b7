using System.Net;
using System.Text;
using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A non-blocking socket for echo requests to one address, and their replies. Its packets leave with one source address
/// and, where a device is named, through that or not at all. It is a raw socket with CAP_NET_RAW; without, one of those
/// that the kernel has for the groups of net.ipv4.ping_group_range (icmp(7)), which puts an identifier of its own into them.
/// </summary>
public sealed unsafe class IcmpSocket : IDisposable
{
    /// <summary>Of the data that goes with a request and comes back.</summary>
    public const int MostData = 64;

    private const int LargestReply = 60 + IcmpEcho.HeaderLength + MostData; // 60: the longest IPv4 header

    private const string Advice = "give CAP_NET_RAW, or let the agent's group in: sysctl net.ipv4.ping_group_range=\"0 0\"";

    private readonly Descriptor _descriptor;
    private readonly bool _isIPv6;
    private readonly ushort? _identifier; // the kernel's choice

    private IcmpSocket(Descriptor descriptor, bool isIPv6, ushort? identifier) =>
        (_descriptor, _isIPv6, _identifier) = (descriptor, isIPv6, identifier);

    public int Fd => _descriptor.Number;

    /// <param name="device">Null: the way that routes lead.</param>
    /// <exception cref="LinuxException">EPERM: not allowed. EADDRNOTAVAIL: the source is no address of this host. ENODEV.</exception>
    public static IcmpSocket Open(IPAddress source, IPAddress target, string? device)
    {
        (Endpoint local, Endpoint remote) = (new Endpoint(source, 0), new Endpoint(target, 0));
        Descriptor descriptor = Make(local.IsIPv6, out bool isRaw);
        try
        {
            if (isRaw) Filter(descriptor.Number, local.IsIPv6);
            if (device is not null) BindTo(descriptor.Number, device);
            UdpSetup.Bind(descriptor.Number, local, anyPortIfInUse: false);
            if (connect(descriptor.Number, (sockaddr*)&remote, remote.Length) < 0)
                throw LinuxException.Last($"connect ICMP {target}");
            return new IcmpSocket(descriptor, local.IsIPv6, isRaw ? null : UdpSetup.LocalEndpoint(descriptor.Number).Port);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>An echo request; the reply is recognized by all three.</summary>
    public IoResult TrySend(ushort identifier, ushort sequence, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, MostData);
        byte* message = stackalloc byte[IcmpEcho.HeaderLength + MostData];
        int length = IcmpEcho.WriteRequest(
            new Span<byte>(message, IcmpEcho.HeaderLength + MostData), _isIPv6, identifier, sequence, data);
        long sent;
        while ((sent = send(Fd, message, length, MSG_NOSIGNAL)) < 0 && errno == EINTR)
        {
        }

        return IoResult.From(sent);
    }

    /// <summary>
    /// The next message from the target. WouldBlock: there is none; Failed with EBADMSG: it is no reply to such a request.
    /// </summary>
    public IoResult TryReceive(ushort identifier, ReadOnlySpan<byte> data, out ushort sequence)
    {
        byte* packet = stackalloc byte[LargestReply];
        long received;
        while ((received = recv(Fd, packet, LargestReply, MSG_TRUNC)) < 0 && errno == EINTR)
        {
        }

        sequence = 0;
        IoResult result = IoResult.From(received);
        bool isReply = result.IsDone && result.Length <= LargestReply && IcmpEcho.TryReadReply(
            new ReadOnlySpan<byte>(packet, result.Length), _isIPv6, hasHeader: !_isIPv6 && _identifier is null, _identifier ?? identifier, data, out sequence);
        return !result.IsDone || isReply ? result : IoResult.Failed(EBADMSG);
    }

    public void Dispose() => _descriptor.Dispose();

    private static Descriptor Make(bool isIPv6, out bool isRaw)
    {
        (int family, int protocol) = isIPv6 ? (AF_INET6, IPPROTO_ICMPV6) : (AF_INET, IPPROTO_ICMP);
        int fd = socket(family, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
        isRaw = fd >= 0 || errno != EPERM;
        if (!isRaw) fd = socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
        if (fd < 0) throw new LinuxException("socket ICMP", errno, errno == EACCES ? Advice : null);
        return new Descriptor(fd);
    }

    private static void Filter(int fd, bool isIPv6)
    {
        if (isIPv6)
            SocketOption.Set(fd, IPPROTO_ICMPV6, IcmpFilters.ICMPV6_FILTER, Icmp6Filter.Only(IcmpFilters.ICMPV6_ECHO_REPLY), "setsockopt ICMPV6_FILTER");
        else
            SocketOption.Set(fd, SOL_RAW, IcmpFilters.ICMP_FILTER, ~(1 << IcmpFilters.ICMP_ECHOREPLY), "setsockopt ICMP_FILTER");
    }

    private static void BindTo(int fd, string device)
    {
        byte[] name = Encoding.ASCII.GetBytes(device);
        fixed (byte* bytes = name)
        {
            if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, bytes, name.Length) < 0)
                throw LinuxException.Last($"setsockopt SO_BINDTODEVICE {device}");
        }
    }
}
