namespace Holdfast.Esp;

/// <summary>Padding, pad length and next header behind the payload (RFC 4303 sections 2.4 to 2.6).</summary>
public static class EspTrailer
{
    /// <param name="trailer">As long as <see cref="EspLayout.TrailerLength"/> says.</param>
    /// <param name="nextHeader">What the payload is.</param>
    public static void Write(Span<byte> trailer, byte nextHeader)
    {
        int padLength = trailer.Length - EspFormat.TrailerLength;
        for (int i = 0; i < padLength; i++)
            trailer[i] = (byte)(i + 1);
        trailer[^2] = (byte)padLength;
        trailer[^1] = nextHeader;
    }

    /// <summary>False when the pad is longer than what is there, or is not 1, 2, 3 and so on.</summary>
    /// <param name="plaintext">All that was encrypted.</param>
    /// <param name="payloadLength">Bytes before the padding; traffic flow confidentiality padding included.</param>
    /// <param name="nextHeader">What the payload is.</param>
    public static bool TryRead(ReadOnlySpan<byte> plaintext, out int payloadLength, out byte nextHeader)
    {
        payloadLength = 0;
        nextHeader = 0;
        if (plaintext.Length < EspFormat.TrailerLength || plaintext[^2] > plaintext.Length - EspFormat.TrailerLength)
            return false;

        payloadLength = plaintext.Length - EspFormat.TrailerLength - plaintext[^2];
        nextHeader = plaintext[^1];
        return IsMonotonic(plaintext[payloadLength..^EspFormat.TrailerLength]);
    }

    private static bool IsMonotonic(ReadOnlySpan<byte> padding)
    {
        for (int i = 0; i < padding.Length; i++)
        {
            if (padding[i] != i + 1)
                return false;
        }

        return true;
    }
}
