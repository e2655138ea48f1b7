using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;

namespace Holdfast.Platform;

/// <summary>One netlink message within what was received.</summary>
internal readonly ref struct NetlinkMessage(NlMsgHdr header, ReadOnlySpan<byte> payload)
{
    public NlMsgHdr Header { get; } = header;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}

/// <summary>Walks the messages of one datagram; ends at the first that does not fit.</summary>
internal unsafe ref struct NetlinkMessages(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    public static int Align(int length) => (length + 3) & ~3;

    public bool TryNext(out NetlinkMessage message)
    {
        message = default;
        if (!MemoryMarshal.TryRead(_rest, out NlMsgHdr header)) return false;
        if (header.nlmsg_len < sizeof(NlMsgHdr) || header.nlmsg_len > _rest.Length) return false;
        int length = (int)header.nlmsg_len;
        message = new NetlinkMessage(header, _rest[sizeof(NlMsgHdr)..length]);
        _rest = _rest[Math.Min(Align(length), _rest.Length)..];
        return true;
    }
}
