namespace Holdfast.Crypto;

/// <summary>Distinguished encoding rules (X.690) for what this project itself encodes: small values, built inside
/// out.</summary>
internal static class Der
{
    internal const byte Integer = 0x02;
    internal const byte BitString = 0x03;
    internal const byte OctetString = 0x04;
    internal const byte ObjectIdentifier = 0x06;
    internal const byte Utf8String = 0x0c;
    internal const byte Sequence = 0x30;
    internal const byte Set = 0x31;

    /// <summary>One value of this tag around the parts.</summary>
    internal static byte[] Wrap(byte tag, params ReadOnlySpan<byte[]> parts)
    {
        int length = 0;
        foreach (byte[] part in parts)
            length += part.Length;
        byte[] header = Header(tag, length);
        byte[] whole = new byte[header.Length + length];
        header.CopyTo(whole, 0);
        int position = header.Length;
        foreach (byte[] part in parts)
        {
            part.CopyTo(whole, position);
            position += part.Length;
        }
        return whole;
    }

    /// <summary>A tag, constructed, of the class that belongs to a context.</summary>
    internal static byte Context(int number) => (byte)(0xa0 | number);

    /// <summary>A non-negative number, highest byte first.</summary>
    internal static byte[] Number(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> digits = bytes.TrimStart((byte)0);
        return Wrap(Integer, digits.IsEmpty || digits[0] >= 0x80 ? [0, .. digits] : [.. digits]);
    }

    private static byte[] Header(byte tag, int length) => length switch
    {
        < 0x80 => [tag, (byte)length],
        < 0x100 => [tag, 0x81, (byte)length],
        < 0x10000 => [tag, 0x82, (byte)(length >> 8), (byte)length],
        _ => throw new ArgumentOutOfRangeException(nameof(length)),
    };
}
