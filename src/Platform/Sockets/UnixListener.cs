using System.Diagnostics.CodeAnalysis;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A stream socket at a path that only its owner may connect to (mode 0600). Accepting does not block.
/// </summary>
public sealed unsafe class UnixListener : IDisposable
{
    private const int Backlog = 16;

    private readonly Descriptor _descriptor;
    private readonly FileState _file;

    private UnixListener(Descriptor descriptor, string path)
    {
        _descriptor = descriptor;
        Path = path;
        _file = FileGuard.Inspect(path);
    }

    public int Fd => _descriptor.Number;

    public string Path { get; }

    /// <summary>Makes the socket file; takes the place of one whose process is dead.</summary>
    /// <exception cref="LinuxException">EADDRINUSE: another process answers there, or it is no socket.</exception>
    public static UnixListener Open(string path)
    {
        Descriptor descriptor = UnixSocket.Create(SOCK_NONBLOCK);
        try
        {
            // Before bind, the mode of the descriptor is what the file will be made with: no moment with a wider one.
            LinuxException.Check(fchmod(descriptor.Number, S_IRUSR | S_IWUSR), "fchmod socket");
            Bind(descriptor.Number, path);
            LinuxException.Check(listen(descriptor.Number, Backlog), $"listen {path}");
            return new UnixListener(descriptor, path);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>The next client; false when none waits (also when one went away before it was accepted).</summary>
    public bool TryAccept([NotNullWhen(true)] out UnixConnection? connection)
    {
        connection = null;
        int client = accept4(Fd, null, null, SOCK_NONBLOCK | SOCK_CLOEXEC);
        int error = client < 0 ? errno : 0;
        if (error == EAGAIN || error == EINTR || error == ECONNABORTED) return false;
        if (error != 0) throw new LinuxException($"accept {Path}", error);
        connection = new UnixConnection(new Descriptor(client));
        return true;
    }

    /// <summary>Closes, and removes the file if it is still ours.</summary>
    public void Dispose()
    {
        if (Fd < 0) return;
        _descriptor.Dispose();
        if (FileGuard.Inspect(Path).IsSameFileAs(_file)) FileGuard.Remove(Path);
    }

    private static void Bind(int fd, string path)
    {
        int length = UnixAddress.Write(path, out sockaddr_un address);
        if (bind(fd, (sockaddr*)&address, length) == 0) return;
        int error = errno;
        if (error != EADDRINUSE) throw new LinuxException($"bind {path}", error);
        RemoveStale(path);
        LinuxException.Check(bind(fd, (sockaddr*)&address, length), $"bind {path}");
    }

    private static void RemoveStale(string path)
    {
        FileState found = FileGuard.Inspect(path);
        if (found.Exists && !found.IsSocket) throw new LinuxException($"bind {path}", EADDRINUSE, "it is not a socket");
        using Descriptor probe = UnixSocket.Create(SOCK_NONBLOCK);
        int error = UnixSocket.TryConnect(probe.Number, path);
        if (error != ECONNREFUSED && error != ENOENT)
            throw new LinuxException($"bind {path}", EADDRINUSE, "another process answers there");
        FileGuard.Remove(path);
    }
}
