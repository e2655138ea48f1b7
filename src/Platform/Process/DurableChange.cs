using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Changes of names and content that are on the disk when they return, as far as its file system keeps its word.</summary>
public static unsafe class DurableChange
{
    private const int Block = 4096;

    /// <summary>Gives a file or folder another name on its file system; a file of that name is replaced.</summary>
    public static void Rename(string from, string to)
    {
        AtomicWrite.Rename(from, to);
        AtomicWrite.FlushDirectory(to);
        if (Path.GetDirectoryName(from) != Path.GetDirectoryName(to)) AtomicWrite.FlushDirectory(from);
    }

    /// <summary>Removes a file. False: there was none.</summary>
    public static bool RemoveFile(string path)
    {
        bool wasThere = FileGuard.Remove(path);
        if (wasThere) AtomicWrite.FlushDirectory(path);
        return wasThere;
    }

    /// <summary>Removes an empty folder. False: there was none.</summary>
    public static bool RemoveFolder(string path)
    {
        fixed (byte* name = CString.Of(path))
        {
            if (rmdir(name) == 0)
            {
                AtomicWrite.FlushDirectory(path);
                return true;
            }
        }

        int error = errno;
        return error == ENOENT ? false : throw new LinuxException($"rmdir {path}", error);
    }

    /// <summary>
    /// Zeros over all that a file holds, where it lies. What a flash controller or a file system that copies on write keeps of the
    /// old content is out of reach.
    /// </summary>
    public static void Overwrite(string path)
    {
        using Descriptor file = FileGuard.Open(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        Span<byte> zeros = stackalloc byte[Block];
        zeros.Clear();
        for (long left = FileGuard.Inspect(path).Size; left > 0; left -= Block)
            FileContent.Write(file.Number, path, zeros[..(int)Math.Min(left, Block)]);
    }

    /// <summary>Returns when the whole file system that the folder is on is on its disk.</summary>
    public static void SyncFileSystem(string folder)
    {
        using Descriptor opened = FileGuard.Open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        LinuxException.Check(syncfs(opened.Number), $"syncfs {folder}");
    }
}
