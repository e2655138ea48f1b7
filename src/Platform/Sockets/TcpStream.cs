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
            if (connect(descriptor.Number, (sockaddr*)&remote, remote.Length) < 0 && errno != EINPROGRESS)
                throw LinuxException.Last($"connect {remote}");
            return new TcpStream(descriptor);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    public IoResult Read(Span<byte> buffer) => UnixSocket.Read(Fd, buffer);

    /// <summary>May take only a part of the bytes (Length says how many).</summary>
    public IoResult Write(ReadOnlySpan<byte> bytes) => UnixSocket.Write(Fd, bytes);

    public void Dispose() => _descriptor.Dispose();
}
