using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// Datagrams that another thread took off a socket, for the one that owns the protocol: IKE, which shares the port with ESP
/// (RFC 3948 section 2). Bounded: what is too much is lost, as in any full queue.
/// </summary>
public sealed class DatagramMail
{
    private const int MostDatagrams = 64;
    private const int MostBytes = 256 << 10;

    private readonly Lock _lock = new();
    private readonly Queue<Letter> _letters = new();
    private int _bytes;
    private bool _isUnreachable, _hasPathMtu;

    /// <summary>Datagrams that found it full.</summary>
    public long Lost { get; private set; }

    /// <summary>Takes a copy. False when there is no room for it.</summary>
    public bool TryPost(ReadOnlySpan<byte> datagram, in Endpoint source)
    {
        lock (_lock)
        {
            bool fits = _letters.Count < MostDatagrams && _bytes + datagram.Length <= MostBytes;
            if (fits)
            {
                _letters.Enqueue(new Letter(datagram.ToArray(), source));
                _bytes += datagram.Length;
            }
            else
            {
                Lost++;
            }

            return fits;
        }
    }

    /// <summary>What the network says of datagrams that were sent.</summary>
    public void PostErrors(bool isUnreachable, bool hasPathMtu)
    {
        lock (_lock)
            (_isUnreachable, _hasPathMtu) = (_isUnreachable | isUnreachable, _hasPathMtu | hasPathMtu);
    }

    public bool TryTake(out byte[] datagram, out Endpoint source)
    {
        lock (_lock)
        {
            bool isThere = _letters.TryDequeue(out Letter letter);
            (datagram, source) = isThere ? letter : new Letter([], default);
            _bytes -= datagram.Length;
            return isThere;
        }
    }

    /// <summary>What <see cref="PostErrors"/> has told since the last call.</summary>
    public (bool IsUnreachable, bool HasPathMtu) TakeErrors()
    {
        lock (_lock)
        {
            (bool, bool) told = (_isUnreachable, _hasPathMtu);
            (_isUnreachable, _hasPathMtu) = (false, false);
            return told;
        }
    }

    private readonly record struct Letter(byte[] Datagram, Endpoint Source);
}
