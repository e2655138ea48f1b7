using System.Buffers.Binary;

namespace Holdfast.Ike.Eap;

/// <summary>An attribute-value pair of EAP-TTLS (RFC 5281 section 10): Diameter's, with RADIUS's numbers.</summary>
/// <param name="Vendor">0: none.</param>
/// <param name="IsMandatory">Who does not know it must not go on.</param>
public readonly record struct Avp(uint Code, uint Vendor, bool IsMandatory, ReadOnlyMemory<byte> Data)
{
    private const int HeaderSize = 8;
    private const int VendorSize = 4;
    private const byte VendorFlag = 0x80;
    private const byte MandatoryFlag = 0x40;
    private const int Alignment = 4;

    /// <summary>Padded to four octets.</summary>
    public static byte[] Encode(uint code, uint vendor, ReadOnlySpan<byte> data)
    {
        int header = HeaderSize + (vendor == 0 ? 0 : VendorSize);
        byte[] avp = new byte[Padded(header + data.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(avp, code);
        BinaryPrimitives.WriteUInt32BigEndian(avp.AsSpan(4), (uint)(header + data.Length)); // 24 bits
        avp[4] = (byte)(MandatoryFlag | (vendor == 0 ? 0 : VendorFlag));
        if (vendor != 0)
            BinaryPrimitives.WriteUInt32BigEndian(avp.AsSpan(HeaderSize), vendor);
        data.CopyTo(avp.AsSpan(header));
        return avp;
    }

    /// <summary>All that there are; false where a length does not fit. The padding of the last one may be missing.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> octets, out List<Avp> all)
    {
        all = [];
        while (!octets.IsEmpty)
        {
            ReadOnlySpan<byte> span = octets.Span;
            if (span.Length < HeaderSize)
                return false;
            int length = (int)(BinaryPrimitives.ReadUInt32BigEndian(span[4..]) & 0xff_ffff);
            bool hasVendor = (span[4] & VendorFlag) != 0;
            int header = HeaderSize + (hasVendor ? VendorSize : 0);
            if (length < header || length > span.Length)
                return false;
            uint vendor = hasVendor ? BinaryPrimitives.ReadUInt32BigEndian(span[HeaderSize..]) : 0;
            all.Add(new Avp(
                BinaryPrimitives.ReadUInt32BigEndian(span), vendor, (span[4] & MandatoryFlag) != 0, octets[header..length]));
            octets = octets[Math.Min(Padded(length), octets.Length)..];
        }

        return true;
    }

    private static int Padded(int length) => (length + Alignment - 1) / Alignment * Alignment;
}
