using Holdfast.Esp;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// One TCP connection whose stream the kernel cuts into messages, with ESP going between it and the kernel's states: what is read and
/// written here is IKE, message by message.
/// </summary>
public sealed class KernelStream : LinkSocket
{
    private const int Gone = 32, NoRoom = 105; // EPIPE, ENOBUFS
    private const int MostWaiting = 64;

    private readonly TcpStream _stream;
    private readonly Endpoint _remote;
    private readonly Queue<byte[]> _waiting = new();
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private int _prefixWritten;
    private bool _isCut;

    /// <param name="stream">It becomes this one's.</param>
    /// <param name="mailArrived">As the base's.</param>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public KernelStream(TcpStream stream, in Endpoint remote, Action mailArrived)
        : base(mailArrived)
    {
        (_stream, _remote) = (stream, remote);
        LocalPort = stream.Local.Port;
        stream.SetPrompt(StreamSocket.MostUnsent);
    }

    public override int Fd => _stream.Fd;

    public override ushort LocalPort { get; }

    public override bool HasPending => !_isCut || _waiting.Count > 0;

    public override bool IsReadHere => true;

    public override IoResult SendIke(ReadOnlySpan<byte> message)
    {
        if (_waiting.Count >= MostWaiting)
            return IoResult.WouldBlock;
        byte[] marked = new byte[DatagramClassifier.NonEspMarkerLength + message.Length];
        message.CopyTo(marked.AsSpan(DatagramClassifier.NonEspMarkerLength));
        _waiting.Enqueue(marked);
        IoResult result = Write();
        return result.Status == IoStatus.Failed ? result : IoResult.Done(message.Length);
    }

    public override void Fill()
    {
        while (_isCut && !IsBroken)
        {
            IoResult result = _stream.Read(_buffer);
            if (result.Status == IoStatus.WouldBlock)
                return;
            if (!result.IsDone)
                Break(result.Errno);
            else if (result.Length > DatagramClassifier.NonEspMarkerLength)
                Mail.TryPost(_buffer.AsSpan(0, result.Length), _remote);
        }
    }

    /// <summary>ESP goes by the kernel's states alone.</summary>
    public override IoResult TrySendSegments(ReadOnlySpan<byte> datagrams, int segmentSize, byte trafficClass, in Endpoint destination) =>
        IoResult.Failed(Gone);

    public override bool TryFlush() => Write().Status != IoStatus.WouldBlock;

    public override int QueuedBytes() => 0;

    /// <summary>The kernel is not to carry the packets any more.</summary>
    public void Shut() => _stream.Shut();

    public override void Dispose()
    {
        _waiting.Clear();
        _stream.Dispose();
    }

    /// <summary>Done: nothing waits any more. Where it failed nothing does either.</summary>
    private IoResult Write()
    {
        IoResult result = IsBroken ? IoResult.Failed(Errno) : Begin();
        while (result.IsDone && _waiting.TryPeek(out byte[]? message))
        {
            result = _stream.WriteMessage(message);
            if (result.IsDone)
                _waiting.Dequeue();
        }

        if (result.IsDone || result.Status == IoStatus.WouldBlock)
            return result;
        if (result.Errno == NoRoom)
            return IoResult.WouldBlock; // a packet of the kernel's is on its way into the stream
        _waiting.Clear();
        Break(result.Status == IoStatus.Closed ? Gone : result.Errno);
        return IoResult.Failed(Errno);
    }

    /// <summary>The prefix is the last that goes by as bytes.</summary>
    private IoResult Begin()
    {
        while (_prefixWritten < StreamFrame.Prefix.Length)
        {
            IoResult result = _stream.Write(StreamFrame.Prefix[_prefixWritten..]);
            if (!result.IsDone)
                return result;
            _prefixWritten += result.Length;
        }

        if (!_isCut && !_stream.TryUseEsp(out int errno))
            return IoResult.Failed(errno);
        _isCut = true;
        return IoResult.Done(0);
    }
}
