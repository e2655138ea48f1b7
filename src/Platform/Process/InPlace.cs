using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Another content for a file that can't be replaced. What makes it longer comes first, so that a disk without room leaves it as it was;
/// only a power cut between leaves something of both.
/// </summary>
internal static unsafe class InPlace
{
    public static void Write(int fd, string path, ReadOnlySpan<byte> bytes)
    {
        long before = Math.Max(0, lseek(fd, 0, SEEK_END)); // a device has no length
        int common = (int)Math.Min(before, bytes.Length);
        try
        {
            WriteAt(fd, path, bytes[common..], common);
        }
        catch (LinuxException)
        {
            _ = ftruncate(fd, before);
            throw;
        }

        WriteAt(fd, path, bytes[..common], 0);
        if (before > bytes.Length) LinuxException.Check(ftruncate(fd, bytes.Length), $"ftruncate {path}");
        LinuxException.Check(fsync(fd), $"fsync {path}");
    }

    private static void WriteAt(int fd, string path, ReadOnlySpan<byte> bytes, long offset)
    {
        while (!bytes.IsEmpty)
        {
            fixed (byte* data = bytes)
            {
                long written = pwrite(fd, data, bytes.Length, offset);
                if (written < 0 && errno == EINTR) continue;
                if (written < 0) throw LinuxException.Last($"write {path}");
                bytes = bytes[(int)written..];
                offset += written;
            }
        }
    }
}
