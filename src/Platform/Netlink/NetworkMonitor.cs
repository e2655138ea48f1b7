using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Holdfast.Platform.Interop.Netlink;
using static Holdfast.Platform.Interop.RtNetlink;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Hears from the kernel when links, addresses or routes of the network namespace that it was opened in change
/// (rtnetlink(7)). Non-blocking; to be polled for readability.
/// </summary>
public sealed unsafe class NetworkMonitor : IDisposable
{
    /// <summary>Datagrams read at once; the rest is for the next call.</summary>
    private const int Burst = 64;

    private const uint Groups =
        RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;

    private readonly Descriptor _descriptor;
    private readonly byte _ownProtocol;
    private readonly byte[] _buffer = new byte[32768];

    private NetworkMonitor(Descriptor descriptor, byte ownProtocol) => (_descriptor, _ownProtocol) = (descriptor, ownProtocol);

    public int Fd => _descriptor.Number;

    /// <param name="ownProtocol">Tag (rtm_protocol) of the routes that the caller makes itself, which are no news.</param>
    public static NetworkMonitor Open(byte ownProtocol)
    {
        Descriptor descriptor = Descriptor.From(
            socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE), "socket AF_NETLINK");
        try
        {
            var address = new SockAddrNl { nl_family = (ushort)(int)AF_NETLINK, nl_groups = Groups };
            LinuxException.Check(
                bind(descriptor.Number, (sockaddr*)&address, sizeof(SockAddrNl)), "bind AF_NETLINK groups");
            return new NetworkMonitor(descriptor, ownProtocol);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>All that has changed since the last call, as far as it is told yet.</summary>
    public NetworkChanges Read()
    {
        var changes = NetworkChanges.None;
        for (int i = 0; i < Burst && TryReceive(out int length); i++)
        {
            changes |= length > _buffer.Length || length < 0
                ? NetworkChanges.Unknown
                : NetworkNews.Read(_buffer.AsSpan(0, length), _ownProtocol);
        }

        return changes;
    }

    public void Dispose() => _descriptor.Dispose();

    /// <param name="length">Bytes; more than the buffer has: it did not fit; -1: the socket's queue ran over (ENOBUFS).</param>
    private bool TryReceive(out int length)
    {
        while (true)
        {
            SockAddrNl sender = default;
            socklen_t addressLength = sizeof(SockAddrNl);
            fixed (byte* data = _buffer)
                length = (int)recvfrom(Fd, data, _buffer.Length, MSG_TRUNC, (sockaddr*)&sender, &addressLength);
            if (length >= 0 && sender.nl_pid == 0) return true;
            if (length < 0 && errno == ENOBUFS) return true;
            if (length < 0 && errno != EINTR) return false;
        }
    }
}
