using System.Buffers.Text;
using System.Text;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Numbers below /proc/sys (sysctl).</summary>
public static unsafe class KernelSetting
{
    private const int Most = 4096;

    /// <summary>-1: there is no such setting, or it is no number.</summary>
    public static int Read(string path)
    {
        try
        {
            byte[] text = FileGuard.ReadAllBytes(path, Most, out _);
            return Utf8Parser.TryParse(text, out int value, out _) ? value : -1;
        }
        catch (LinuxException)
        {
            return -1;
        }
    }

    /// <exception cref="LinuxException">EACCES, EROFS: not allowed here.</exception>
    public static void Write(string path, int value)
    {
        using Descriptor file = FileGuard.Open(path, O_WRONLY | O_CLOEXEC);
        byte[] text = Encoding.ASCII.GetBytes($"{value}\n");
        fixed (byte* data = text)
            LinuxException.Check((int)write(file.Number, data, text.Length), $"write {path}");
    }
}
