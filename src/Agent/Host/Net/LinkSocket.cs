using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>One TCP connection to a gateway (RFC 9329), as its <see cref="TcpLink"/> knows it.</summary>
/// <param name="mailArrived">As the base's.</param>
public abstract class LinkSocket(Action mailArrived) : EspSocket(mailArrived), IDisposable
{
    private volatile bool _isBroken;
    private volatile int _errno;

    /// <inheritdoc/>
    public override bool IsBroken => _isBroken;

    /// <summary>Why it is broken; 0: the other side closed it.</summary>
    public int Errno => _errno;

    public abstract ushort LocalPort { get; }

    /// <summary>Something waits until the socket is writable.</summary>
    public abstract bool HasPending { get; }

    /// <summary>The thread of the protocol reads it, when it is readable.</summary>
    public virtual bool IsReadHere => false;

    /// <summary>Done: it is written, or waits in its turn.</summary>
    public abstract IoResult SendIke(ReadOnlySpan<byte> message);

    /// <summary>All that has arrived becomes <see cref="EspSocket.Mail"/>, where it is read here.</summary>
    public virtual void Fill()
    {
    }

    /// <summary>There is nothing more to be had; the first reason counts.</summary>
    public void Break(int errno)
    {
        NoteError(errno);
        _isBroken = true;
    }

    public abstract void Dispose();

    protected void NoteError(int errno)
    {
        if (_errno == 0)
            _errno = errno;
    }
}
