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

    public void Dispose() => _descriptor.Dispose();
}
