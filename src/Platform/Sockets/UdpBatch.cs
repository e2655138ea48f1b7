using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Room for what one call receives: the slab in slots of one size, each for one datagram, or for as many as the kernel has put together
/// (UDP_GRO of udp(7)), which 64 KiB always hold. Used again and again; allocates nothing for a datagram.
/// </summary>
public sealed unsafe class UdpBatch
{
    private const int AddressSpace = 32; // sizeof(struct sockaddr_in6), aligned
    private const int ControlSpace = 2 * ControlWriter.Space;

    private readonly Slab _slab;
    private readonly byte[] _headers;
    private readonly int _slotSize;
    private readonly int _headroom;
    private int _used;

    /// <param name="slab">Must stay as long as anything is received.</param>
    /// <param name="slots">At most so many datagrams a call.</param>
    /// <param name="headroom">Bytes of each slot that are left alone, in front of what is received.</param>
    public UdpBatch(Slab slab, int slots, int headroom = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(slots);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, slab.Length);
        (_slab, _slotSize, _headroom, Slots) = (slab, slab.Length / slots, headroom, slots);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)headroom, (uint)_slotSize, nameof(headroom));
        _headers = GC.AllocateArray<byte>(slots * (sizeof(MMsgHdr) + sizeof(iovec) + AddressSpace + ControlSpace), pinned: true);
        for (int i = 0; i < slots; i++) Prepare(i);
    }

    public int Slots { get; }

    /// <summary>What the last call received.</summary>
    public int Count { get; private set; }

    private MMsgHdr* Messages => (MMsgHdr*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_headers));

    private iovec* Pieces => (iovec*)(Messages + Slots);

    private byte* Addresses => (byte*)(Pieces + Slots);

    private byte* Controls => Addresses + (Slots * AddressSpace);

    public UdpRun this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            MMsgHdr* message = &Messages[index];
            int length = (message->msg_hdr.msg_flags & MSG_TRUNC) != 0 ? 0 : (int)message->msg_len;
            var source = Endpoint.FromSockAddr(new ReadOnlySpan<byte>(message->msg_hdr.msg_name, (int)message->msg_hdr.msg_namelen));
            ReadControl(&message->msg_hdr, out int segmentSize, out byte trafficClass);
            if (segmentSize <= 0 || segmentSize > length) segmentSize = length;
            return new UdpRun((index * _slotSize) + _headroom, length, segmentSize, source, trafficClass);
        }
    }

    /// <returns>Done with how many messages.</returns>
    internal IoResult Receive(int fd)
    {
        ObjectDisposedException.ThrowIf(_slab.Length == 0, _slab);
        for (int i = 0; i < _used; i++) Prepare(i);
        int received;
        do received = SocketBatch.recvmmsg(fd, Messages, (uint)Slots, 0, null);
        while (received < 0 && errno == EINTR);
        _used = Count = Math.Max(received, 0);
        return IoResult.From(received);
    }

    // The kernel writes lengths over the sizes.
    private void Prepare(int slot)
    {
        Pieces[slot] = new iovec { iov_base = _slab.Start + (slot * _slotSize) + _headroom, iov_len = _slotSize - _headroom };
        Messages[slot] = new MMsgHdr
        {
            msg_hdr = new msghdr
            {
                msg_name = Addresses + (slot * AddressSpace),
                msg_namelen = UdpSetup.AddressSpace,
                msg_iov = &Pieces[slot],
                msg_iovlen = 1,
                msg_control = Controls + (slot * ControlSpace),
                msg_controllen = ControlSpace,
            },
        };
    }

    private static void ReadControl(msghdr* message, out int segmentSize, out byte trafficClass)
    {
        (segmentSize, trafficClass) = (0, 0);
        var entries = new ControlReader(message->msg_control, (int)message->msg_controllen);
        while (entries.Next())
        {
            if (entries.Is(IPPROTO_UDP, UdpOffload.UDP_GRO)) MemoryMarshal.TryRead(entries.Value, out segmentSize);
            else if (entries.Is(IPPROTO_IP, IP_TOS)) MemoryMarshal.TryRead(entries.Value, out trafficClass);
            else if (entries.Is(IPPROTO_IPV6, IPV6_TCLASS) && MemoryMarshal.TryRead(entries.Value, out int value)) trafficClass = (byte)value;
        }
    }
}
