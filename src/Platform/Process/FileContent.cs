using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>All bytes of an open file, in and out.</summary>
internal static unsafe class FileContent
{
    private const int FirstChunk = 4096; // files of /proc say that they have no bytes, so size is no guide

    public static byte[] Read(int fd, string path, int mostBytes)
    {
        var buffer = new byte[Math.Min(mostBytes + 1L, FirstChunk)];
        int length = 0;
        while (true)
        {
            int count = Next(fd, path, buffer.AsSpan(length));
            length += count;
            if (length > mostBytes) throw new LinuxException($"read {path}", EFBIG, $"more than {mostBytes} bytes");
            if (count == 0) break;
            if (length == buffer.Length) Grow(ref buffer, mostBytes);
        }

        return Trim(buffer, length);
    }

    public static void Write(int fd, string path, ReadOnlySpan<byte> bytes)
    {
        WriteAll(fd, path, bytes);
        LinuxException.Check(fsync(fd), $"fsync {path}");
    }

    /// <summary>Without a flush.</summary>
    public static void WriteAll(int fd, string path, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            fixed (byte* data = bytes)
            {
                long written = write(fd, data, bytes.Length);
                if (written < 0 && errno == EINTR) continue;
                if (written < 0) throw LinuxException.Last($"write {path}");
                bytes = bytes[(int)written..];
            }
        }
    }

    /// <summary>What a read gives; 0: the end.</summary>
    public static int Next(int fd, string path, Span<byte> space)
    {
        fixed (byte* data = space)
        {
            while (true)
            {
                long count = read(fd, data, space.Length);
                if (count >= 0) return (int)count;
                if (errno != EINTR) throw LinuxException.Last($"read {path}");
            }
        }
    }

    // What is left behind may be a secret's bytes.
    private static void Grow(ref byte[] buffer, int mostBytes)
    {
        var larger = new byte[Math.Min(mostBytes + 1L, buffer.Length * 2L)];
        buffer.CopyTo(larger, 0);
        Array.Clear(buffer);
        buffer = larger;
    }

    private static byte[] Trim(byte[] buffer, int length)
    {
        if (length == buffer.Length) return buffer;
        byte[] exact = buffer[..length];
        Array.Clear(buffer);
        return exact;
    }
}
