using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A non-blocking TCP client. Writable once the connection stands or failed; the first write or read says which.
/// </summary>
public sealed unsafe class TcpStream : IDisposable
{
    private readonly Descriptor _descriptor;

    private TcpStream(Descriptor descriptor) => _descriptor = descriptor;

    public int Fd => _descriptor.Number;

    /// <summary>Address and port of this end; known from the beginning.</summary>
    public Endpoint Local => UdpSetup.LocalEndpoint(Fd);

    /// <summary>Begins to connect, with this mark on every packet (SO_MARK; 0: none).</summary>
    /// <param name="bypassesPolicies">See <see cref="UdpSocket.SetPolicyBypass"/>.</param>
    public static TcpStream Connect(Endpoint remote, uint mark, bool bypassesPolicies = false)
    {
        int family = remote.IsIPv6 ? AF_INET6 : AF_INET;
        Descriptor descriptor = Descriptor.From(
            socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP), "socket TCP");
        try
        {
            if (mark != 0) UdpSetup.Mark(descriptor.Number, mark);
            if (bypassesPolicies) PolicyBypass.Set(descriptor.Number, remote.IsIPv6);
            int error = connect(descriptor.Number, (sockaddr*)&remote, remote.Length) < 0 ? errno : 0;
            if (error != 0 && error != EINPROGRESS) throw new LinuxException($"connect {remote}", error);
            return new TcpStream(descriptor);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>
    /// For messages that are not to wait: each leaves at once (TCP_NODELAY), and the kernel takes no more than this of what it has not sent
    /// yet (TCP_NOTSENT_LOWAT of tcp(7)), so that what comes last is not behind seconds of others.
    /// </summary>
    public void SetPrompt(int mostUnsent)
    {
        SocketOption.Set(Fd, IPPROTO_TCP, TcpOptions.TCP_NODELAY, 1, "setsockopt TCP_NODELAY");
        SocketOption.TrySet(Fd, IPPROTO_TCP, TcpOptions.TCP_NOTSENT_LOWAT, mostUnsent);
    }

    /// <summary>Bytes that were written and not sent even once (SIOCOUTQNSD of linux/sockios.h).</summary>
    public int UnsentBytes()
    {
        int bytes = 0;
        return ioctl(Fd, TcpOptions.SIOCOUTQNSD, &bytes) < 0 ? 0 : bytes;
    }

    public IoResult Read(Span<byte> buffer) => UnixSocket.Read(Fd, buffer);

    /// <summary>May take only a part of the bytes (Length says how many).</summary>
    public IoResult Write(ReadOnlySpan<byte> bytes) => UnixSocket.Write(Fd, bytes);

    /// <summary>
    /// From here on the kernel cuts the stream into messages (RFC 9329) and exchanges those that are ESP with its states (TCP_ULP, linux/tcp.h);
    /// what is read is one of the others, and what is written is done by <see cref="WriteMessage"/>.
    /// </summary>
    /// <param name="error">Why not: ENOENT, where the kernel has nothing of it.</param>
    public bool TryUseEsp(out int error)
    {
        ReadOnlySpan<byte> name = "espintcp"u8;
        fixed (byte* start = name)
            error = setsockopt(Fd, IPPROTO_TCP, TcpOptions.TCP_ULP, start, name.Length) < 0 ? errno : 0;
        return error == 0;
    }

    /// <summary>One message, whole or not at all. (Flags of send(2) are refused there; SIGPIPE is ignored.)</summary>
    public IoResult WriteMessage(ReadOnlySpan<byte> message)
    {
        long sent;
        fixed (byte* data = message)
        {
            do sent = write(Fd, data, message.Length);
            while (sent < 0 && errno == EINTR);
        }

        return sent < 0 && errno == EPIPE ? IoResult.Closed : IoResult.From(sent);
    }

    /// <summary>Ends the connection; the descriptor stays, and is told of it.</summary>
    public void Shut() => _ = shutdown(Fd, SHUT_RDWR);

    public void Dispose() => _descriptor.Dispose();
}
