using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>What listener, connection and client of a unix stream socket share.</summary>
internal static unsafe class UnixSocket
{
    public static Descriptor Create(int flags) =>
        Descriptor.From(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), "socket AF_UNIX");

    /// <returns>0 or the errno.</returns>
    public static int TryConnect(int fd, string path)
    {
        int length = UnixAddress.Write(path, out sockaddr_un address);
        return connect(fd, (sockaddr*)&address, length) == 0 ? 0 : errno;
    }

    public static IoResult Read(int fd, Span<byte> buffer)
    {
        long received;
        fixed (byte* data = buffer)
        {
            do received = recv(fd, data, buffer.Length, 0);
            while (received < 0 && errno == EINTR);
        }

        return received == 0 && buffer.Length > 0 ? IoResult.Closed : IoResult.From(received);
    }

    public static IoResult Write(int fd, ReadOnlySpan<byte> bytes)
    {
        long sent;
        fixed (byte* data = bytes)
        {
            do sent = send(fd, data, bytes.Length, MSG_NOSIGNAL);
            while (sent < 0 && errno == EINTR);
        }

        return sent < 0 && errno == EPIPE ? IoResult.Closed : IoResult.From(sent);
    }
}
