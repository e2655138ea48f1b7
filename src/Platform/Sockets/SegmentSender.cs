using System.Runtime.CompilerServices;
using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Datagrams of one size that lie after each other, to one destination: cut by the kernel out of one large one where it can
/// (UDP_SEGMENT of udp(7)), else several a call (sendmmsg), else one by one.
/// </summary>
internal sealed unsafe class SegmentSender
{
    private const int MostSegments = 64; // UDP_MAX_SEGMENTS of linux/udp.h before Linux 6.9
    private const int MostBytes = 65_507; // of one datagram over IPv4

    /// <summary>What the kernel refused depends on the route, which may be another by now.</summary>
    private const int CallsUntilRetry = 10_000;

    private readonly Descriptor _descriptor;
    private readonly bool _reportsErrors;
    private readonly bool _knowsSegments;

    private int _smallestRefused = int.MaxValue;
    private int _calls;
    private bool _hasNoBatches;

    public SegmentSender(Descriptor descriptor, bool reportsErrors)
    {
        (_descriptor, _reportsErrors) = (descriptor, reportsErrors);
        // A kernel that does not know the control message sends what is to be cut as it is.
        _knowsSegments = SocketOption.TrySet(descriptor.Number, IPPROTO_UDP, UdpOffload.UDP_SEGMENT, 0);
    }

    /// <summary>See <see cref="UdpSocket.TrySendSegments"/>.</summary>
    public IoResult Send(byte* data, int length, int segmentSize, byte trafficClass, Endpoint* destination)
    {
        ulong* control = stackalloc ulong[2 * ControlWriter.Space / sizeof(ulong)];
        var writer = new ControlWriter(control);
        if (trafficClass != 0)
            writer.Add(Level(destination), destination->IsIPv6 ? IPV6_TCLASS : IP_TOS, (int)trafficClass);
        int shared = writer.Length;
        writer.Add(IPPROTO_UDP, UdpOffload.UDP_SEGMENT, (ushort)segmentSize);
        var message = new msghdr { msg_name = destination, msg_namelen = destination->Length, msg_control = control };
        int taken = 0;
        while (taken < length)
        {
            int most = segmentSize * Math.Clamp(MostBytes / segmentSize, 1, MostSegments);
            IoResult result = Send(&message, data + taken, Math.Min(length - taken, most), segmentSize, shared, writer.Length);
            if (!result.IsDone) return taken > 0 ? IoResult.Done(taken) : result;
            taken += result.Length;
        }

        return IoResult.Done(taken);
    }

    private static int Level(Endpoint* destination) => destination->IsIPv6 ? IPPROTO_IPV6 : IPPROTO_IP;

    private IoResult Send(msghdr* message, byte* data, int length, int segmentSize, int shared, int control)
    {
        IoResult refused = default;
        if (length > segmentSize && MaySegment(segmentSize))
        {
            message->msg_controllen = control;
            refused = SendOne(message, data, length);
            bool isRefused = refused.Errno == EIO || refused.Errno == EINVAL || refused.Errno == EMSGSIZE;
            if (!isRefused) return refused;
        }

        message->msg_controllen = shared;
        IoResult result = SendPlain(message, data, length, segmentSize);
        if (refused.Status == IoStatus.Failed && result.Status != IoStatus.Failed) Remember(refused.Errno, segmentSize);
        return result;
    }

    private bool MaySegment(int segmentSize)
    {
        if (!_knowsSegments) return false;
        if (segmentSize < _smallestRefused) return true;
        if (++_calls < CallsUntilRetry) return false;
        (_smallestRefused, _calls) = (int.MaxValue, 0);
        return true;
    }

    // EIO: a device that computes no checksums, or a policy of IPsec. Else they are larger than the path takes.
    private void Remember(int error, int segmentSize) => _smallestRefused = error == EIO ? 0 : Math.Min(_smallestRefused, segmentSize);

    private IoResult SendPlain(msghdr* message, byte* data, int length, int segmentSize)
    {
        if (length > segmentSize && !_hasNoBatches)
        {
            IoResult result = SendBatch(message, data, length, segmentSize);
            if (result.Errno != ENOSYS) return result;
            _hasNoBatches = true;
        }

        return SendOne(message, data, Math.Min(length, segmentSize));
    }

    private IoResult SendOne(msghdr* message, byte* data, int length)
    {
        var piece = new iovec { iov_base = data, iov_len = length };
        message->msg_iov = &piece;
        message->msg_iovlen = 1;
        bool again = _reportsErrors;
        long sent;
        while ((sent = sendmsg(_descriptor.Number, message, MSG_NOSIGNAL)) < 0 && IsToRepeat(errno, ref again))
        {
        }

        return IoResult.From(sent);
    }

    [SkipLocalsInit]
    private IoResult SendBatch(msghdr* message, byte* data, int length, int segmentSize)
    {
        var messages = stackalloc MMsgHdr[MostSegments];
        var pieces = stackalloc iovec[MostSegments];
        int count = 0;
        for (int at = 0; at < length; at += segmentSize, count++)
        {
            pieces[count] = new iovec { iov_base = data + at, iov_len = Math.Min(segmentSize, length - at) };
            messages[count] = new MMsgHdr { msg_hdr = *message };
            messages[count].msg_hdr.msg_iov = &pieces[count];
            messages[count].msg_hdr.msg_iovlen = 1;
        }

        bool again = _reportsErrors;
        int sent;
        while ((sent = SocketBatch.sendmmsg(_descriptor.Number, messages, (uint)count, MSG_NOSIGNAL)) < 0 && IsToRepeat(errno, ref again))
        {
        }

        return sent < 0 ? IoResult.From(sent) : IoResult.Done(Math.Min(sent * segmentSize, length));
    }

    // The first failure may be the pending error of an earlier datagram.
    private static bool IsToRepeat(int error, ref bool again)
    {
        if (error == EINTR) return true;
        bool isToRepeat = again && error != EAGAIN;
        again = false;
        return isToRepeat;
    }
}
