namespace Holdfast.Esp;

/// <summary>What a datagram on the NAT traversal port is.</summary>
public enum DatagramKind
{
    /// <summary>Empty, or too short for anything.</summary>
    Malformed,

    /// <summary>One byte FF: keeps the NAT's mapping open, nothing to do.</summary>
    Keepalive,

    /// <summary>An IKE message behind the four zero bytes of the non-ESP marker.</summary>
    Ike,

    Esp,
}

/// <summary>Tells IKE, ESP and keepalives on one port apart (RFC 3948 section 2).</summary>
public static class DatagramClassifier
{
    /// <summary>Bytes of zero in front of an IKE message.</summary>
    public const int NonEspMarkerLength = 4;

    private const byte Keepalive = 0xFF;

    public static DatagramKind Classify(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length == 1 && datagram[0] == Keepalive)
            return DatagramKind.Keepalive;
        if (datagram.Length < NonEspMarkerLength)
            return DatagramKind.Malformed;
        if (!datagram[..NonEspMarkerLength].ContainsAnyExcept((byte)0))
            return DatagramKind.Ike;
        return datagram.Length >= EspFormat.MinimumLength ? DatagramKind.Esp : DatagramKind.Malformed;
    }
}
