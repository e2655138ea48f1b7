using System.Diagnostics.CodeAnalysis;
using System.Net;
using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A bound, non-blocking UDP socket of one address family (IPv6: IPV6_V6ONLY). Nothing here allocates for a datagram,
/// and what the network does to one (ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ...) is a value, never an exception.
/// </summary>
public sealed unsafe class UdpSocket : IDisposable
{
    private readonly Descriptor _descriptor;
    private readonly bool _reportsErrors;
    private SegmentSender? _segments;

    private UdpSocket(Descriptor descriptor, bool reportsErrors, Endpoint local)
    {
        _descriptor = descriptor;
        _reportsErrors = reportsErrors;
        Local = local;
    }

    public int Fd => _descriptor.Number;

    /// <summary>What it is bound to, with the real port.</summary>
    public Endpoint Local { get; }

    public static UdpSocket Open(Endpoint local, UdpOptions? options = null)
    {
        options ??= new UdpOptions();
        Descriptor descriptor = UdpSetup.Create(local.IsIPv6);
        try
        {
            UdpSetup.Configure(descriptor.Number, local.IsIPv6, options);
            UdpSetup.Bind(descriptor.Number, local, options.AnyPortIfInUse);
            return new UdpSocket(descriptor, options.ReportErrors, UdpSetup.LocalEndpoint(descriptor.Number));
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The source address that the kernel would use towards a destination for packets with this mark; this serves in
    /// place of IP_PKTINFO. Sends nothing. False: there is no way to it, and error says why (ENETUNREACH, ...).
    /// </summary>
    public static bool LocalAddressFor(
        IPAddress destination, uint mark, [NotNullWhen(true)] out IPAddress? local, out int error)
    {
        using Descriptor descriptor = Towards(destination, mark, out error);
        local = error == 0 ? UdpSetup.LocalEndpoint(descriptor.Number).Address : null;
        return local is not null;
    }

    /// <summary>What fits through the path to a destination as far as the kernel knows, in bytes; 0: there is no way.</summary>
    public static int PathMtu(IPAddress destination, uint mark)
    {
        using Descriptor descriptor = Towards(destination, mark, out int error);
        bool isIPv6 = destination.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        return error != 0 ? 0 : SocketOption.Get<int>(
            descriptor.Number, isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP, isIPv6 ? IPV6_MTU : IP_MTU, "getsockopt MTU");
    }

    /// <summary>
    /// Has the kernel take ESP and NAT keepalives out of what arrives (UDP_ENCAP, RFC 3948), for its own states. The
    /// kernel agrees even where it has no ESP, and then swallows them.
    /// </summary>
    public void SetEspInUdp(bool on) => SocketOption.Set(
        Fd, IPPROTO_UDP, XfrmSockets.UDP_ENCAP, on ? XfrmSockets.UDP_ENCAP_ESPINUDP : 0, "setsockopt UDP_ENCAP");

    /// <summary>Lets what this socket sends and receives pass all policies. Wants CAP_NET_ADMIN.</summary>
    public void SetPolicyBypass() => PolicyBypass.Set(Fd, Local.IsIPv6);

    /// <summary>One datagram into the buffer. Failed with EMSGSIZE: it did not fit, and is gone.</summary>
    public IoResult TryReceive(Span<byte> buffer, out Endpoint source)
    {
        var address = stackalloc byte[UdpSetup.AddressSpace];
        socklen_t addressLength;
        long received;
        fixed (byte* data = buffer)
        {
            do
            {
                addressLength = UdpSetup.AddressSpace;
                received = recvfrom(Fd, data, buffer.Length, MSG_TRUNC, (sockaddr*)address, &addressLength);
            }
            while (received < 0 && errno == EINTR);
        }

        IoResult result = IoResult.From(received);
        source = result.IsDone ? Endpoint.FromSockAddr(new ReadOnlySpan<byte>(address, (int)addressLength)) : default;
        return result.Length > buffer.Length ? IoResult.Failed(EMSGSIZE) : result;
    }

    public IoResult TrySend(ReadOnlySpan<byte> datagram, in Endpoint destination) => TrySend(datagram, [], destination);

    /// <summary>
    /// One datagram out of two pieces, such as the non-ESP marker (RFC 3948, section 2.2) and a message.
    /// </summary>
    public IoResult TrySend(ReadOnlySpan<byte> header, ReadOnlySpan<byte> body, in Endpoint destination)
    {
        fixed (byte* first = header, second = body)
        fixed (Endpoint* address = &destination)
        {
            var pieces = stackalloc iovec[2];
            pieces[0] = new iovec { iov_base = first, iov_len = header.Length };
            pieces[1] = new iovec { iov_base = second, iov_len = body.Length };
            var message = new msghdr
            {
                msg_name = address,
                msg_namelen = destination.Length,
                msg_iov = pieces,
                msg_iovlen = 2,
            };
            return Send(&message);
        }
    }

    /// <summary>
    /// Datagrams of one size after each other, of which the last may be shorter: as many as are taken now, in as few calls as the
    /// kernel makes possible. Done: so many bytes, whole datagrams. What went wrong with the next one is said by the next call.
    /// </summary>
    /// <param name="trafficClass">DSCP and ECN; 0: the socket's own.</param>
    public IoResult TrySendSegments(ReadOnlySpan<byte> datagrams, int segmentSize, byte trafficClass, in Endpoint destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(segmentSize);
        _segments ??= new SegmentSender(_descriptor, _reportsErrors);
        fixed (byte* data = datagrams)
        fixed (Endpoint* address = &destination)
            return _segments.Send(data, datagrams.Length, segmentSize, trafficClass, address);
    }

    /// <summary>
    /// Has the kernel put datagrams together and tell traffic classes: from now on only batches tell one datagram from the next.
    /// </summary>
    /// <returns>Whether it puts them together (Linux 5.0).</returns>
    public bool SetReceiveOffload()
    {
        bool isIPv6 = Local.IsIPv6;
        SocketOption.TrySet(Fd, isIPv6 ? IPPROTO_IPV6 : IPPROTO_IP, isIPv6 ? IPV6_RECVTCLASS : IP_RECVTOS, 1);
        return SocketOption.TrySet(Fd, IPPROTO_UDP, UdpOffload.UDP_GRO, 1);
    }

    /// <summary>As many datagrams as wait and fit, in one call. Done: so many runs.</summary>
    public IoResult TryReceive(UdpBatch batch) => batch.Receive(Fd);

    /// <summary>Bytes of memory that datagrams take up which the network has not taken yet (SIOCOUTQ of udp(7)).</summary>
    public int QueuedBytes()
    {
        int bytes = 0;
        return ioctl(Fd, UdpOffload.SIOCOUTQ, &bytes) < 0 ? 0 : bytes;
    }

    /// <summary>The next ICMP error about an earlier datagram (only with ReportErrors). False: there is none.</summary>
    public bool TryReadError(out UdpError error) => UdpErrorQueue.TryRead(Fd, out error);

    public void Dispose() => _descriptor.Dispose();

    private static Descriptor Towards(IPAddress destination, uint mark, out int error)
    {
        var remote = new Endpoint(destination, 4500);
        Descriptor descriptor = UdpSetup.Create(remote.IsIPv6);
        try
        {
            if (mark != 0) UdpSetup.Mark(descriptor.Number, mark);
            error = connect(descriptor.Number, (sockaddr*)&remote, remote.Length) < 0 ? errno : 0;
            return descriptor;
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    private IoResult Send(msghdr* message)
    {
        long sent;
        bool again = _reportsErrors;
        while ((sent = sendmsg(Fd, message, MSG_NOSIGNAL)) < 0)
        {
            int error = errno;
            if (error == EINTR) continue;
            if (error == EAGAIN || !again) break;
            again = false; // the first failure may be the pending error of an earlier datagram
        }

        return IoResult.From(sent);
    }
}
