using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;

namespace Holdfast.Platform;

/// <summary>
/// Writes one netlink message: header, family header, attributes (Documentation/userspace-api/netlink/intro.rst).
/// </summary>
internal sealed unsafe class NetlinkRequest
{
    private const int Most = 1024; // several times what any request without keys needs
    private const int MostWithKeys = 1280; // XFRM: two keys and a replay window of 4,096 packets make 1,116

    private readonly byte[] _bytes;
    private int _length = sizeof(NlMsgHdr);

    /// <param name="holdsKeys">The memory stays in its place, so that Wipe leaves no copy.</param>
    public NetlinkRequest(ushort type, int flags, bool holdsKeys = false)
    {
        Type = type;
        Flags = (ushort)(flags | Netlink.NLM_F_REQUEST);
        _bytes = holdsKeys ? GC.AllocateArray<byte>(MostWithKeys, pinned: true) : new byte[Most];
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
        value.CopyTo(Space(type, value.Length));
        return this;
    }

    /// <summary>An attribute of that many zero bytes, for the caller to fill.</summary>
    public Span<byte> Space(ushort type, int length)
    {
        Span<byte> target = Take(sizeof(NlAttr) + length);
        MemoryMarshal.Write(target, new NlAttr { nla_len = (ushort)target.Length, nla_type = type });
        return target[sizeof(NlAttr)..];
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

    /// <summary>Forgets what was written.</summary>
    public void Wipe() => _bytes.AsSpan().Clear();

    // What follows begins at the next multiple of 4; the array is zero there.
    private Span<byte> Take(int length)
    {
        Span<byte> taken = _bytes.AsSpan(_length, length);
        _length += NetlinkMessages.Align(length);
        return taken;
    }
}
