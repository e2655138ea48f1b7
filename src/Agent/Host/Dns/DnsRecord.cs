using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>A resource record of class IN: an address, or the canonical name that an alias stands for.</summary>
public sealed record DnsRecord(DnsName Owner, DnsType Type, IpAddress Address, DnsName? Target)
{
    /// <summary>
    /// Reads one record and moves past it. Types and classes that don't matter here give no record; malformed ones
    /// false.
    /// </summary>
    internal static bool TryRead(ReadOnlySpan<byte> message, ref int offset, out DnsRecord? record)
    {
        record = null;
        if (!DnsName.TryRead(message, ref offset, out DnsName? owner)) return false;
        var fields = new WireReader(message[offset..]);
        if (!fields.TryReadUInt16(out ushort type) || !fields.TryReadUInt16(out ushort recordClass) ||
            !fields.TryReadUInt32(out _) || !fields.TryReadUInt16(out ushort length) ||
            !fields.TryReadBytes(length, out ReadOnlySpan<byte> data))
            return false;
        offset += fields.Position;
        return recordClass != DnsQuery.ClassInternet ||
            TryReadData(message[..offset], owner, (DnsType)type, data, out record);
    }

    /// <param name="message">Up to the end of the record's data.</param>
    private static bool TryReadData(
        ReadOnlySpan<byte> message, DnsName owner, DnsType type, ReadOnlySpan<byte> data, out DnsRecord? record)
    {
        record = null;
        switch (type)
        {
            case DnsType.A or DnsType.Aaaa:
                IpFamily family = type == DnsType.A ? IpFamily.IPv4 : IpFamily.IPv6;
                if (!IpAddress.TryRead(data, out IpAddress address) || address.Family != family) return false;
                record = new DnsRecord(owner, type, address, null);
                return true;
            case DnsType.Cname:
                int at = message.Length - data.Length;
                if (!DnsName.TryRead(message, ref at, out DnsName? target) || at != message.Length) return false;
                record = new DnsRecord(owner, type, default, target);
                return true;
            default:
                return true;
        }
    }
}
