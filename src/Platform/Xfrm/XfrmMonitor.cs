using System.Diagnostics.CodeAnalysis;
using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Holdfast.Platform.Interop.Xfrm;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Hears EXPIRE, ACQUIRE, MAPPING and MIGRATE of the network namespace that it was opened in. Non-blocking; to be polled
/// for readability. Needs CAP_NET_ADMIN.
/// </summary>
public sealed unsafe class XfrmMonitor : IDisposable
{
    private const uint Groups = 1u << (XFRMNLGRP_ACQUIRE - 1) | 1u << (XFRMNLGRP_EXPIRE - 1)
        | 1u << (XFRMNLGRP_MIGRATE - 1) | 1u << (XFRMNLGRP_MAPPING - 1);

    private readonly Descriptor _descriptor;
    private readonly byte[] _buffer = new byte[2048]; // several times the largest of them, which hold no keys

    private XfrmMonitor(Descriptor descriptor) => _descriptor = descriptor;

    public int Fd => _descriptor.Number;

    public static XfrmMonitor Open()
    {
        Descriptor descriptor = Descriptor.From(
            socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_XFRM), "socket NETLINK_XFRM");
        try
        {
            var address = new SockAddrNl { nl_family = (ushort)(int)AF_NETLINK, nl_groups = Groups };
            LinuxException.Check(
                bind(descriptor.Number, (sockaddr*)&address, sizeof(SockAddrNl)), "bind NETLINK_XFRM groups");
            return new XfrmMonitor(descriptor);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>The next event. False: there is none yet.</summary>
    public bool TryRead([NotNullWhen(true)] out XfrmEvent? found)
    {
        found = null;
        while (found is null && TryReceive(out int length))
        {
            if (length < 0) found = new XfrmOverrun();
            else found = Parse(_buffer.AsSpan(0, Math.Min(length, _buffer.Length)));
        }

        return found is not null;
    }

    public void Dispose() => _descriptor.Dispose();

    // The kernel sends one message in a datagram.
    private static XfrmEvent? Parse(ReadOnlySpan<byte> datagram) =>
        new NetlinkMessages(datagram).TryNext(out NetlinkMessage message) ? XfrmEventCodec.Parse(message) : null;

    /// <param name="length">Bytes; -1: the socket's queue ran over (ENOBUFS).</param>
    private bool TryReceive(out int length)
    {
        while (true)
        {
            SockAddrNl sender = default;
            socklen_t addressLength = sizeof(SockAddrNl);
            fixed (byte* data = _buffer)
                length = (int)recvfrom(Fd, data, _buffer.Length, 0, (sockaddr*)&sender, &addressLength);
            if (length >= 0 && sender.nl_pid == 0) return true; // only the kernel is heard
            if (length < 0 && errno == ENOBUFS) return true;
            if (length < 0 && errno != EINTR) return false;
        }
    }
}
