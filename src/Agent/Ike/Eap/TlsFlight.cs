using System.Buffers.Binary;

namespace Holdfast.Ike.Eap;

/// <summary>A message to the gateway, in fragments where it is long; all but the last are acknowledged before the next one goes.</summary>
public sealed class TlsFlight
{
    /// <summary>Of one fragment, so that an IKE message with it needs no fragmentation of its own.</summary>
    private const int FragmentSize = 1000;

    private ReadOnlyMemory<byte> _left;

    public bool IsPending => !_left.IsEmpty;

    /// <summary>The first packet's data, flags first.</summary>
    public byte[] Begin(byte[] message)
    {
        _left = message;
        if (message.Length <= FragmentSize)
            return Next();
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, message.Length);
        byte[] first = Next();
        return [(byte)((TlsFlags)first[0] | TlsFlags.Length), .. length, .. first[1..]];
    }

    public byte[] Next()
    {
        ReadOnlyMemory<byte> now = _left[..Math.Min(FragmentSize, _left.Length)];
        _left = _left[now.Length..];
        return [(byte)(IsPending ? TlsFlags.More : TlsFlags.None), .. now.Span];
    }
}
