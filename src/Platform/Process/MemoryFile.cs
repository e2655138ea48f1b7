using System.Text;
using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>A file that is in memory only, as another program's input or output: nobody has to be there at the other end.</summary>
internal sealed unsafe class MemoryFile : IDisposable
{
    private readonly Descriptor _file;
    private readonly int _size;

    private MemoryFile(int size)
    {
        fixed (byte* name = CString.Of("holdfast"))
            _file = Descriptor.From(MemFd.memfd_create(name, MemFd.MFD_CLOEXEC | MemFd.MFD_ALLOW_SEALING), "memfd_create");
        _size = size;
    }

    public int Fd => _file.Number;

    /// <summary>To be read from its beginning.</summary>
    public static MemoryFile Holding(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        MemoryFile file = new(bytes.Length);
        FileContent.Write(file.Fd, "memory", bytes);
        LinuxException.Check((int)lseek(file.Fd, 0, SEEK_SET), "lseek");
        return file;
    }

    /// <summary>To be written to: this many bytes, and whatever would make it larger is refused (EPERM).</summary>
    public static MemoryFile Taking(int bytes)
    {
        MemoryFile file = new(bytes);
        LinuxException.Check(ftruncate(file.Fd, bytes), "ftruncate");
        LinuxException.Check(fcntl(file.Fd, MemFd.F_ADD_SEALS, MemFd.F_SEAL_GROW), "fcntl F_ADD_SEALS");
        return file;
    }

    /// <summary>What is in it up to the first zero byte; what is no character is a replacement for one.</summary>
    public string Read()
    {
        byte[] bytes = new byte[_size];
        long count;
        fixed (byte* data = bytes)
            count = pread(Fd, data, bytes.Length, 0);
        if (count <= 0)
            return "";
        ReadOnlySpan<byte> read = bytes.AsSpan(0, (int)count);
        int end = read.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? read : read[..end]);
    }

    public void Dispose() => _file.Dispose();
}
