using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Who is at the other end of a unix socket, as it was when it connected (SO_PEERCRED of unix(7)).</summary>
public readonly record struct PeerCredentials(int ProcessId, uint UserId, uint GroupId);

/// <summary>An accepted client of a UnixListener; reads and writes do not block.</summary>
public sealed class UnixConnection : IDisposable
{
    private readonly Descriptor _descriptor;

    internal UnixConnection(Descriptor descriptor) => _descriptor = descriptor;

    public int Fd => _descriptor.Number;

    public PeerCredentials Peer
    {
        get
        {
            ucred peer = SocketOption.Get<ucred>(Fd, SOL_SOCKET, SO_PEERCRED, "getsockopt SO_PEERCRED");
            return new PeerCredentials(peer.pid, peer.uid, peer.gid);
        }
    }

    /// <summary>Closed once the client has sent all it will.</summary>
    public IoResult Read(Span<byte> buffer) => UnixSocket.Read(Fd, buffer);

    /// <summary>May take only a part of the bytes (Length says how many). Closed: the client is gone.</summary>
    public IoResult Write(ReadOnlySpan<byte> bytes) => UnixSocket.Write(Fd, bytes);

    public void Dispose() => _descriptor.Dispose();
}
