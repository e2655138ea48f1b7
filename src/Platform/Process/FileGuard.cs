using Microsoft.Win32.SafeHandles;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Files that hold secrets or that others depend on: what is checked is what is read, what is written is whole.
/// </summary>
public static unsafe class FileGuard
{
    private const uint BasicStats = 0x7FF; // STATX_BASIC_STATS

    /// <summary>What is at the path; a symbolic link is reported as such, not followed.</summary>
    public static FileState Inspect(string path)
    {
        fixed (byte* name = CString.Of(path))
        {
            statx found;
            if (statx(AT_FDCWD, name, AT_SYMLINK_NOFOLLOW, BasicStats, &found) == 0) return FileState.From(found);
        }

        int error = errno;
        return error == ENOENT || error == ENOTDIR ? default : throw new LinuxException($"stat {path}", error);
    }

    /// <summary>
    /// Reads a regular file whole. Its state is that of the very file read, whatever becomes of the path.
    /// </summary>
    /// <exception cref="LinuxException">
    /// ENOENT, EACCES. ELOOP: a symbolic link, and they are not followed. EFBIG: more than the most bytes. EINVAL: not
    /// a regular file.
    /// </exception>
    public static byte[] ReadAllBytes(string path, int mostBytes, out FileState state, bool followSymlinks = false)
    {
        // O_NONBLOCK: opening a pipe must not wait for its writer.
        int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | (followSymlinks ? 0 : O_NOFOLLOW);
        using Descriptor file = Open(path, flags);
        state = StateOf(file, path);
        if (!state.IsRegular) throw new LinuxException($"read {path}", EINVAL, "not a regular file");
        return FileContent.Read(file.Number, path, mostBytes);
    }

    /// <summary>Opens a regular file, through links, for reading; null: something else is there.</summary>
    /// <exception cref="LinuxException">ENOENT, EACCES, ...</exception>
    public static SafeFileHandle? OpenRegular(string path)
    {
        Descriptor file = Open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (!StateOf(file, path).IsRegular)
        {
            file.Dispose();
            return null;
        }

        return new SafeFileHandle(file.Number, ownsHandle: true);
    }

    /// <summary>
    /// Puts the bytes in place so that a reader sees the old or the new content, and a power cut leaves one of them. A
    /// symbolic link at the path is replaced, not followed. Where the path is a mount of its own (EBUSY, EXDEV) or its
    /// folder takes no new file (EROFS), the file is written in place, and stays as it is where the disk is full.
    /// </summary>
    /// <param name="mode">Permission bits, whatever the umask; written in place, the file keeps its own.</param>
    public static void WriteAtomically(string path, ReadOnlySpan<byte> bytes, int mode)
    {
        try
        {
            AtomicWrite.Replace(path, bytes, mode);
        }
        catch (LinuxException failure) when (failure.Errno == EBUSY || failure.Errno == EXDEV || failure.Errno == EROFS)
        {
            if (!Inspect(path).Exists) throw; // what stands in the way is said, not what is missing
            using Descriptor file = Open(path, O_WRONLY | O_CLOEXEC);
            InPlace.Write(file.Number, path, bytes);
        }
    }

    /// <summary>Adds the bytes at the end of a file, which is made where there is none; a symbolic link is refused.</summary>
    /// <param name="mode">Permission bits of a new file, less the umask.</param>
    public static void Append(string path, ReadOnlySpan<byte> bytes, int mode)
    {
        using Descriptor file = Open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC, mode);
        FileContent.Write(file.Number, path, bytes);
    }

    /// <summary>Makes one directory with just this mode. False: there is one already, and it stays as it is.</summary>
    public static bool MakeDirectory(string path, int mode)
    {
        fixed (byte* name = CString.Of(path))
        {
            if (mkdir(name, S_IRWXU) == 0)
            {
                LinuxException.Check(chmod(name, (ushort)mode), $"chmod {path}");
                return true;
            }
        }

        int error = errno;
        return error == EEXIST && Inspect(path).IsDirectory ? false : throw new LinuxException($"mkdir {path}", error);
    }

    /// <summary>Removes a file (not a directory). False: there was none.</summary>
    public static bool Remove(string path)
    {
        fixed (byte* name = CString.Of(path))
        {
            if (unlink(name) == 0) return true;
        }

        int error = errno;
        return error == ENOENT ? false : throw new LinuxException($"unlink {path}", error);
    }

    internal static Descriptor Open(string path, int flags, int mode = 0)
    {
        fixed (byte* name = CString.Of(path)) return Descriptor.From(open(name, flags, (ushort)mode), $"open {path}");
    }

    internal static FileState StateOf(Descriptor file, string path)
    {
        statx found;
        byte empty = 0;
        LinuxException.Check(statx(file.Number, &empty, AT_EMPTY_PATH, BasicStats, &found), $"stat {path}");
        return FileState.From(found);
    }
}
