using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// A blocking client of a unix stream socket, for the command line. No call waits longer than the timeout.
/// </summary>
public sealed class UnixClient : IDisposable
{
    private readonly Descriptor _descriptor;
    private readonly string _path;

    private UnixClient(Descriptor descriptor, string path)
    {
        _descriptor = descriptor;
        _path = path;
    }

    /// <exception cref="LinuxException">ENOENT, ECONNREFUSED: nothing listens. EACCES: not allowed.</exception>
    public static UnixClient Connect(string path, TimeSpan timeout)
    {
        Descriptor descriptor = UnixSocket.Create(0);
        try
        {
            TimeVal limit = TimeVal.From(timeout);
            SocketOption.Set(descriptor.Number, SOL_SOCKET, SO_RCVTIMEO, limit, "setsockopt SO_RCVTIMEO");
            SocketOption.Set(descriptor.Number, SOL_SOCKET, SO_SNDTIMEO, limit, "setsockopt SO_SNDTIMEO");
            int error = UnixSocket.TryConnect(descriptor.Number, path);
            return error == 0 ? new UnixClient(descriptor, path) : throw new LinuxException($"connect {path}", error);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Sends all of the bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[Take(UnixSocket.Write(_descriptor.Number, bytes), "write")..];
    }

    /// <summary>Says that nothing more will be sent.</summary>
    public void FinishWriting() => LinuxException.Check(shutdown(_descriptor.Number, SHUT_WR), $"shutdown {_path}");

    /// <summary>Reads until the other side closes.</summary>
    /// <exception cref="LinuxException">EFBIG: more than the most bytes. ETIMEDOUT: nothing came in time.</exception>
    public byte[] ReadToEnd(int mostBytes)
    {
        var collected = new MemoryStream();
        Span<byte> chunk = stackalloc byte[4096];
        while (true)
        {
            IoResult result = UnixSocket.Read(_descriptor.Number, chunk);
            if (result.Status == IoStatus.Closed) return collected.ToArray();
            collected.Write(chunk[..Take(result, "read")]);
            if (collected.Length > mostBytes) throw new LinuxException($"read {_path}", EFBIG);
        }
    }

    public void Dispose() => _descriptor.Dispose();

    private int Take(IoResult result, string verb) => result.Status switch
    {
        IoStatus.Done => result.Length,
        IoStatus.WouldBlock => throw new LinuxException($"{verb} {_path}", ETIMEDOUT), // what SO_RCVTIMEO reports so
        IoStatus.Closed => throw new LinuxException($"{verb} {_path}", EPIPE),
        _ => throw new LinuxException($"{verb} {_path}", result.Errno),
    };
}
