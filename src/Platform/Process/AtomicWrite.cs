using static Holdfast.Platform.Interop.Stdio;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>A new file beside the old one, flushed, then renamed over it.</summary>
internal static unsafe class AtomicWrite
{
    public static void Replace(string path, ReadOnlySpan<byte> bytes, int mode)
    {
        string temporary = TemporaryBeside(path);
        using (Descriptor file = FileGuard.Open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode))
        {
            try
            {
                LinuxException.Check(fchmod(file.Number, (ushort)mode), $"fchmod {temporary}");
                FileContent.Write(file.Number, temporary, bytes);
                Rename(temporary, path);
            }
            catch
            {
                FileGuard.Remove(temporary);
                throw;
            }
        }

        FlushDirectory(path);
    }

    private static string TemporaryBeside(string path)
    {
        Span<byte> random = stackalloc byte[8];
        Entropy.Fill(random);
        return $"{path}.{Convert.ToHexStringLower(random)}";
    }

    internal static void Rename(string from, string to)
    {
        fixed (byte* source = CString.Of(from), target = CString.Of(to))
            LinuxException.Check(rename(source, target), $"rename {from} to {to}");
    }

    // The new name is on the disk only once its directory is.
    internal static void FlushDirectory(string path)
    {
        string? directory = Path.GetDirectoryName(path);
        using Descriptor opened = FileGuard.Open(
            string.IsNullOrEmpty(directory) ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        _ = fsync(opened.Number); // some file systems refuse this for directories
    }
}
