using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>getsockopt and setsockopt with a value of fixed size.</summary>
internal static class SocketOption
{
    public static unsafe void Set<T>(int fd, int level, int option, T value, string call)
        where T : unmanaged
    {
        if (setsockopt(fd, level, option, &value, sizeof(T)) < 0) throw LinuxException.Last(call);
    }

    public static unsafe bool TrySet(int fd, int level, int option, int value) =>
        setsockopt(fd, level, option, &value, sizeof(int)) == 0;

    public static unsafe T Get<T>(int fd, int level, int option, string call)
        where T : unmanaged
    {
        T value;
        socklen_t length = sizeof(T);
        if (getsockopt(fd, level, option, &value, &length) < 0) throw LinuxException.Last(call);
        return value;
    }
}
