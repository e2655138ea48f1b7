using Tmds.Linux;

namespace Holdfast.Platform;

/// <summary>struct sockaddr_un for a path, or for an abstract name that begins with '@'.</summary>
internal static unsafe class UnixAddress
{
    /// <returns>The length to pass with it.</returns>
    /// <exception cref="ArgumentException">The path is empty, longer than 107 bytes, or holds a zero.</exception>
    public static int Write(string path, out sockaddr_un address)
    {
        byte[] bytes = CString.Of(path);
        if (bytes.Length == 1 || bytes.Length > sockaddr_un.sun_path_length)
        {
            throw new ArgumentException(
                $"The path of a unix socket has 1 to {sockaddr_un.sun_path_length - 1} bytes: '{path}'.", nameof(path));
        }

        address = default;
        address.sun_family = LibC.AF_UNIX;
        bool isAbstract = path[0] == '@';
        fixed (byte* target = address.sun_path) bytes.CopyTo(new Span<byte>(target, bytes.Length));
        if (isAbstract) address.sun_path[0] = 0;
        return sockaddr_un.sun_path_offset + bytes.Length - (isAbstract ? 1 : 0); // an abstract name has no end mark
    }
}
