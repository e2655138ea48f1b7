using System.Buffers.Binary;

namespace Holdfast.Host.Dns;

/// <summary>One TCP stream to a server, and so much of the one answer as has come (RFC 1035 section 4.2.2).</summary>
public sealed class DnsStream
{
    private readonly byte[] _prefix = new byte[sizeof(ushort)];
    private byte[]? _message;
    private int _received;

    internal DnsStream(DnsServer server) => Server = server;

    public DnsServer Server { get; }

    /// <summary>True when the message is there in full; what follows it is passed over.</summary>
    internal bool TryAppend(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> message)
    {
        foreach (byte b in bytes) Append(b);
        bool isWhole = _message is not null && _received == _message.Length;
        message = isWhole ? _message : default;
        return isWhole;
    }

    private void Append(byte b)
    {
        if (_message is not null)
        {
            if (_received < _message.Length) _message[_received++] = b;
            return;
        }
        _prefix[_received++] = b;
        if (_received < _prefix.Length) return;
        _message = new byte[BinaryPrimitives.ReadUInt16BigEndian(_prefix)];
        _received = 0;
    }
}
