using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>
/// One question to a name server that resolves for us, RFC 1035 section 4.1. Without EDNS: answers fit 512 octets or
/// come over TCP.
/// </summary>
public sealed record DnsQuery(ushort Id, DnsName Name, DnsType Type)
{
    internal const int HeaderLength = 12;
    internal const ushort ClassInternet = 1;

    private const ushort RecursionDesired = 0x0100;

    public byte[] Encode()
    {
        byte[] message = new byte[HeaderLength + Name.Wire.Length + 4];
        var writer = new WireWriter(message);
        writer.WriteUInt16(Id);
        writer.WriteUInt16(RecursionDesired);
        writer.WriteUInt16(1);
        writer.WriteZeros(6);
        writer.WriteBytes(Name.Wire);
        writer.WriteUInt16((ushort)Type);
        writer.WriteUInt16(ClassInternet);
        return message;
    }

    /// <summary>As over TCP: behind its length, RFC 1035 section 4.2.2.</summary>
    public byte[] EncodeForTcp()
    {
        byte[] message = Encode();
        return [(byte)(message.Length >> 8), (byte)message.Length, .. message];
    }
}
