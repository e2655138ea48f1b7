using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Platform.Interop;

namespace Holdfast.Platform;

/// <summary>One attribute: its type without flags, and its bytes.</summary>
internal readonly ref struct NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
{
    public ushort Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>0 when the value is too short.</summary>
    public uint UInt32 => MemoryMarshal.TryRead(Value, out uint number) ? number : 0;

    public byte UInt8 => Value.IsEmpty ? (byte)0 : Value[0];

    /// <summary>Up to the zero byte.</summary>
    public string Text => Encoding.UTF8.GetString(Value.IndexOf((byte)0) is >= 0 and int end ? Value[..end] : Value);
}

/// <summary>Walks the attributes of a message, for foreach; ends at the first that does not fit.</summary>
internal unsafe ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public NetlinkAttribute Current { get; private set; }

    public readonly NetlinkAttributes GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!MemoryMarshal.TryRead(_rest, out NlAttr header)) return false;
        if (header.nla_len < sizeof(NlAttr) || header.nla_len > _rest.Length) return false;
        var type = (ushort)(header.nla_type & Netlink.NLA_TYPE_MASK);
        Current = new NetlinkAttribute(type, _rest[sizeof(NlAttr)..header.nla_len]);
        _rest = _rest[Math.Min(NetlinkMessages.Align(header.nla_len), _rest.Length)..];
        return true;
    }
}
