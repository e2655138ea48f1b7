using System.Text;

namespace Holdfast.Platform;

/// <summary>Strings for system calls: UTF-8 with a zero byte at the end.</summary>
internal static class CString
{
    /// <exception cref="ArgumentException">The text holds a zero character: the kernel would see a part.</exception>
    public static byte[] Of(string text) => text.Contains('\0')
        ? throw new ArgumentException("A path or name must not hold a zero character.", nameof(text))
        : Encoding.UTF8.GetBytes(text + '\0');
}
