using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>
/// One TCP connection to a gateway that carries IKE and ESP (RFC 9329). One thread reads it; the two that write take turns, so that no
/// message is written into another.
/// </summary>
public sealed class StreamSocket : LinkSocket
{
    /// <summary>EPROTO: what comes is no stream of a gateway's.</summary>
    public const int NoGateway = 71;

    private const int Gone = 32, TooLong = 90; // EPIPE, EMSGSIZE

    /// <summary>See <see cref="TcpStream.SetPrompt"/>.</summary>
    public const int MostUnsent = 128 << 10;

    private readonly TcpStream _stream;
    private readonly Lock _sending = new();
    private readonly StreamOutbox _outbox;
    private bool _isClosed; // with the lock held

    /// <param name="stream">It becomes this one's.</param>
    /// <param name="beginsWithIke">See <see cref="StreamInbox"/>.</param>
    /// <param name="mailArrived">As the base's.</param>
    /// <exception cref="LinuxException">There is no memory.</exception>
    public StreamSocket(TcpStream stream, in Endpoint remote, bool beginsWithIke, Action mailArrived)
        : base(mailArrived)
    {
        (_stream, Remote) = (stream, remote);
        LocalPort = stream.Local.Port;
        stream.SetPrompt(MostUnsent);
        Inbox = new StreamInbox(beginsWithIke);
        _outbox = new StreamOutbox();
    }

    public override int Fd => _stream.Fd;

    public Endpoint Remote { get; }

    public override ushort LocalPort { get; }

    /// <summary>For the thread that reads.</summary>
    public StreamInbox Inbox { get; }

    public override bool HasPending
    {
        get
        {
            lock (_sending)
                return !_outbox.IsEmpty;
        }
    }

    /// <summary>Reads what is there into the inbox. False: nothing was there, or it is broken.</summary>
    public bool TryFill()
    {
        IoResult result = _stream.Read(Inbox.Room);
        if (result.IsDone)
            Inbox.Add(result.Length);
        else if (result.Status != IoStatus.WouldBlock)
            Break(result.Errno);
        return result.IsDone;
    }

    public override IoResult SendIke(ReadOnlySpan<byte> message)
    {
        lock (_sending)
        {
            if (_isClosed || !_outbox.TryPutIke(message))
                return IoResult.WouldBlock;
            IoResult result = Write();
            return result.Status == IoStatus.Failed ? result : IoResult.Done(message.Length);
        }
    }

    /// <summary>Those of the packets that were begun; the rest of the last one waits here. Nothing is taken while something waits.</summary>
    public override IoResult TrySendSegments(ReadOnlySpan<byte> datagrams, int segmentSize, byte trafficClass, in Endpoint destination)
    {
        lock (_sending)
        {
            IoResult before = Write();
            if (before.Status != IoStatus.Done)
                return before;
            if (_isClosed)
                return IoResult.Failed(Gone);
            int taken = _outbox.PutEsp(datagrams, segmentSize);
            if (taken == 0)
                return IoResult.Failed(TooLong);
            IoResult result = _stream.Write(_outbox.Pending);
            if (result.IsDone)
                return IoResult.Done(_outbox.TakeBack(result.Length, taken, segmentSize));
            _outbox.Clear();
            return result.Status == IoStatus.Closed ? IoResult.Failed(Gone) : result;
        }
    }

    public override bool TryFlush()
    {
        lock (_sending)
            return Write().Status != IoStatus.WouldBlock;
    }

    public override int QueuedBytes() => _stream.UnsentBytes();

    public override void Dispose()
    {
        lock (_sending)
        {
            _isClosed = true;
            _outbox.Clear();
            _stream.Dispose();
            Inbox.Dispose();
            _outbox.Dispose();
        }
    }

    /// <summary>Done: nothing waits any more. Where it failed nothing does either.</summary>
    private IoResult Write()
    {
        while (!_outbox.IsEmpty)
        {
            IoResult result = _stream.Write(_outbox.Pending);
            if (result.Status == IoStatus.WouldBlock)
                return result;
            if (!result.IsDone)
            {
                _outbox.Clear();
                int errno = result.Status == IoStatus.Closed ? Gone : result.Errno;
                NoteError(errno);
                return IoResult.Failed(errno);
            }

            _outbox.Written(result.Length);
        }

        return IoResult.Done(0);
    }
}
