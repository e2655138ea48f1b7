using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;

namespace Holdfast.Platform;

/// <summary>
/// Writes one netlink message: header, family header, attributes (Documentation/userspace-api/netlink/intro.rst).
/// </summary>
internal sealed unsafe class NetlinkRequest
{
    private const int Most = 1024; // several times what any request of ours needs

    private readonly byte[] _bytes = new byte[Most];
    private int _length = sizeof(NlMsgHdr);

    public NetlinkRequest(ushort type, int flags)
    {
        Type = type;
        Flags = (ushort)(flags | Netlink.NLM_F_REQUEST);
    }

    public ushort Type { get; }

    public ushort Flags { get; }

    /// <summary>The fixed header of the family, such as struct rtmsg, or more of the same kind.</summary>
    public NetlinkRequest Header<T>(T header)
        where T : unmanaged
    {
        MemoryMarshal.Write(Take(sizeof(T)), header);
        return this;
    }

    public NetlinkRequest Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        Span<byte> target = Take(sizeof(NlAttr) + value.Length);
        MemoryMarshal.Write(target, new NlAttr { nla_len = (ushort)target.Length, nla_type = type });
        value.CopyTo(target[sizeof(NlAttr)..]);
        return this;
    }

    /// <summary>A number in the machine's byte order.</summary>
    public NetlinkRequest Attribute<T>(ushort type, T value)
        where T : unmanaged => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    public NetlinkRequest Nested(ushort type, Action<NetlinkRequest> inner)
    {
        int start = Begin(type);
        inner(this);
        End(start);
        return this;
    }

    /// <summary>Opens a nested attribute; what it returns closes it.</summary>
    public int Begin(ushort type)
    {
        int start = _length;
        MemoryMarshal.Write(Take(sizeof(NlAttr)), new NlAttr { nla_type = (ushort)(type | Netlink.NLA_F_NESTED) });
        return start;
    }

    public void End(int start) => MemoryMarshal.Write(_bytes.AsSpan(start), (ushort)(_length - start));

    /// <summary>The whole message under a sequence number; may be asked again with another one.</summary>
    public ReadOnlySpan<byte> Seal(uint sequence)
    {
        var header = new NlMsgHdr
        {
            nlmsg_len = (uint)_length,
            nlmsg_type = Type,
            nlmsg_flags = Flags,
            nlmsg_seq = sequence,
        };
        MemoryMarshal.Write(_bytes, header);
        return _bytes.AsSpan(0, _length);
    }

    // What follows begins at the next multiple of 4; the array is zero there.
    private Span<byte> Take(int length)
    {
        Span<byte> taken = _bytes.AsSpan(_length, length);
        _length += NetlinkMessages.Align(length);
        return taken;
    }
}
