using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Takes a piece of a file that is copied.</summary>
public delegate void PieceHandler(ReadOnlySpan<byte> piece);

/// <summary>
/// Steps by which one program takes another's place. Each leaves the old state or the new one on the disk when the power goes, and is
/// there when it returns.
/// </summary>
public static unsafe class ProgramFile
{
    private const int Mode = 0x1ED; // 0755
    private const int PieceLength = 64 * 1024;

    /// <summary>
    /// A copy in a new file, which is flushed. What was copied is what the handler was given, whatever becomes of the source; it may
    /// throw, and nothing is left then, as with every failure.
    /// </summary>
    /// <exception cref="LinuxException">EINVAL: not a regular file. EFBIG: more than the most bytes. ENOSPC, EROFS, EEXIST, ...</exception>
    public static void Copy(string from, string to, long mostBytes, PieceHandler handler)
    {
        using Descriptor source = FileGuard.Open(from, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        FileState state = FileGuard.StateOf(source, from);
        if (!state.IsRegular) throw new LinuxException($"read {from}", EINVAL, "not a regular file");
        using Descriptor target = FileGuard.Open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, Mode);
        try
        {
            LinuxException.Check(fchmod(target.Number, (ushort)Mode), $"fchmod {to}");
            Copy(source, from, target, to, mostBytes, handler);
            LinuxException.Check(fsync(target.Number), $"fsync {to}");
        }
        catch
        {
            FileGuard.Remove(to);
            throw;
        }
    }

    /// <summary>Gives a file a second name, in place of a file that has it. Where the file system has no hard links it is copied.</summary>
    /// <param name="temporary">Name in the same folder that is free.</param>
    public static void Link(string file, string name, string temporary)
    {
        FileGuard.Remove(temporary);
        if (!TryLink(file, temporary))
            Copy(file, temporary, long.MaxValue, _ => { });
        AtomicWrite.Rename(temporary, name);
        FileGuard.Remove(temporary); // rename(2) does nothing where both are one file already
        AtomicWrite.FlushDirectory(name);
    }

    /// <summary>Its first bytes, fewer where it has no more.</summary>
    public static byte[] Head(string path, int length)
    {
        using Descriptor file = FileGuard.Open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        byte[] head = new byte[length];
        return head[..FileContent.Next(file.Number, path, head)];
    }

    private static bool TryLink(string file, string name)
    {
        fixed (byte* old = CString.Of(file), next = CString.Of(name))
        {
            if (link(old, next) == 0) return true;
        }

        int error = errno;
        return error == EPERM || error == EOPNOTSUPP || error == EMLINK || error == ENOSYS
            ? false : throw new LinuxException($"link {name}", error);
    }

    private static void Copy(Descriptor source, string from, Descriptor target, string to, long mostBytes, PieceHandler handler)
    {
        byte[] buffer = new byte[PieceLength];
        for (long total = 0; FileContent.Next(source.Number, from, buffer) is > 0 and var count;)
        {
            total += count;
            if (total > mostBytes) throw new LinuxException($"read {from}", EFBIG, $"more than {mostBytes} bytes");
            handler(buffer.AsSpan(0, count));
            FileContent.WriteAll(target.Number, to, buffer.AsSpan(0, count));
        }
    }
}
