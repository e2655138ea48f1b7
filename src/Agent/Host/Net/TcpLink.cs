using System.Diagnostics.CodeAnalysis;
using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Net;

/// <summary>
/// A session's way to its gateway by TCP (RFC 9329). We connect, and connect again when the connection is lost (section 6.1); over one
/// connection no request goes twice, as TCP repeats by itself (section 6.2).
/// </summary>
public sealed class TcpLink : ITimed, IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(20);

    private readonly EventLoop _loop;
    private readonly SocketPool _pool;
    private readonly ulong[] _requests = new ulong[32];
    private int _nextRequest;
    private LinkSocket _socket;
    private bool _beginsWithIke;
    private bool _isOpen;
    private bool _isWatched;
    private Instant _openedAt;
    private Instant _connectAt = Instant.Never;
    private Instant _flushAt = Instant.Never;
    private TimeSpan _wait = FirstWait;

    /// <param name="beginsWithIke">See <see cref="StreamInbox"/>.</param>
    /// <exception cref="LinuxException">It can't even begin to connect.</exception>
    public TcpLink(EventLoop loop, SocketPool pool, ILinkOwner owner, in Endpoint remote, bool beginsWithIke)
    {
        (_loop, _pool, Owner, Remote, _beginsWithIke) = (loop, pool, owner, remote, beginsWithIke);
        Open();
        loop.Add(this);
    }

    /// <summary>Who has it.</summary>
    public ILinkOwner Owner { get; set; }

    public Endpoint Remote { get; }

    public ushort LocalPort => _socket.LocalPort;

    public EspWay EspWay => new(_socket, Remote);

    public bool IsConnected { get; private set; }

    /// <summary>It is heard for a while, and not made anew when it is lost.</summary>
    public bool IsLeft { get; set; }

    /// <summary>Why it was lost last; 0: the gateway closed it, or it was not.</summary>
    public int LastError { get; private set; }

    /// <summary>Connections that were lost, or were never made.</summary>
    public int Losses { get; private set; }

    public Instant NextDeadline => Instant.Earliest(_connectAt, _flushAt);

    public void HandleTimeout(Instant now)
    {
        if (now >= _flushAt)
            FlushHere();
        if (now < _connectAt)
            return;
        _connectAt = Instant.Never;
        if (IsLeft)
            return;
        try
        {
            Open();
        }
        catch (LinuxException failure)
        {
            Wait(failure.Errno);
            return;
        }

        Owner.HandleRenewed(this);
    }

    /// <summary>One IKE message, which starts with the IKE header. While there is no connection it is lost, and to be repeated.</summary>
    public IoResult SendIke(ReadOnlySpan<byte> message)
    {
        if (!_isOpen)
            return IoResult.Failed(LastError);
        bool isRequest = IkeHeader.TryRead(message, out IkeHeader header, out _) && !header.IsResponse;
        if (isRequest && !IsNew(message))
            return IoResult.Done(message.Length);
        IoResult result = _socket.SendIke(message);
        Watch();
        return result;
    }

    /// <summary>The gateway is silent: a connection that a router on the way has forgotten looks like this one. Not too often.</summary>
    public void Renew(TimeSpan leastAge)
    {
        if (_isOpen && _loop.Now - _openedAt >= leastAge)
            Lose(0);
    }

    public void Dispose()
    {
        _loop.Remove(this);
        Close();
    }

    [MemberNotNull(nameof(_socket))]
    private void Open()
    {
        _socket = _pool.Connect(Remote, _beginsWithIke, TakeMail);
        (_isOpen, IsConnected, _openedAt) = (true, false, _loop.Now);
        Array.Clear(_requests);
        _loop.Add(_socket.Fd, PollEvents.Writable, HandleEvents);
        _isWatched = true;
    }

    private void Close()
    {
        if (!_isOpen)
            return;
        if (_isWatched || _socket.IsReadHere)
            _loop.Remove(_socket.Fd);
        (_isOpen, _isWatched, IsConnected, _flushAt) = (false, false, false, Instant.Never);
        _pool.Close(_socket);
    }

    /// <summary>Until what waits is written.</summary>
    private void Watch()
    {
        if (_isWatched || !_socket.HasPending)
            return;
        if (_socket.IsReadHere)
        {
            _flushAt = _loop.Now + FlushInterval;
            return;
        }

        _loop.Add(_socket.Fd, PollEvents.Writable, HandleEvents);
        _isWatched = true;
    }

    private void HandleEvents(PollEvents events)
    {
        if (_socket.IsReadHere && (events & PollEvents.Readable) != 0)
        {
            _socket.Fill();
            TakeMail();
            if (!_isOpen)
                return;
        }

        bool isDone = _socket.TryFlush();
        if ((events & (PollEvents.Error | PollEvents.HangUp)) != 0 || _socket is { IsReadHere: true, IsBroken: true })
        {
            Lose(_socket.Errno);
            return;
        }

        if (_isWatched && (isDone || _socket.IsReadHere))
            Unwatch();

        if (IsConnected)
            return;
        IsConnected = true;
        Owner.HandleConnected(this);
    }

    private void Unwatch()
    {
        _isWatched = false;
        if (!_socket.IsReadHere)
        {
            _loop.Remove(_socket.Fd);
            return;
        }

        _loop.Modify(_socket.Fd, PollEvents.Readable);
        Watch();
    }

    /// <summary>A stream of the kernel's calls itself writable while a packet of its own is still on the way into it.</summary>
    private void FlushHere()
    {
        _flushAt = Instant.Never;
        _socket.TryFlush();
        if (_socket.IsBroken)
            Lose(_socket.Errno);
        else
            Watch();
    }

    private void TakeMail()
    {
        LinkSocket from = _socket;
        while (_isOpen && _socket == from && from.Mail.TryTake(out byte[] message, out _))
        {
            (_beginsWithIke, _wait) = (false, FirstWait);
            Owner.HandleIke(this, message.AsSpan(Esp.DatagramClassifier.NonEspMarkerLength));
        }

        if (!_isOpen || _socket != from)
            return;
        Owner.HandleBurstEnd(this);
        if (from.IsBroken && _isOpen && _socket == from)
            Lose(from.Errno);
    }

    private void Lose(int errno)
    {
        Close();
        Wait(errno);
    }

    private void Wait(int errno)
    {
        (LastError, Losses) = (errno, Losses + 1);
        _connectAt = IsLeft ? Instant.Never : _loop.Now + _wait;
        _wait = Instant.Shorter(_wait * 2, LongestWait);
    }

    /// <summary>It has not gone through this connection yet.</summary>
    private bool IsNew(ReadOnlySpan<byte> message)
    {
        ulong sum = 14_695_981_039_346_656_037; // FNV-1a: what is told apart is our own
        foreach (byte b in message)
            sum = (sum ^ b) * 1_099_511_628_211;
        foreach (ulong before in _requests)
        {
            if (before == sum)
                return false;
        }

        _requests[_nextRequest++ % _requests.Length] = sum;
        return true;
    }
}
