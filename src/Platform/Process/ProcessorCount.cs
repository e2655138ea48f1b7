using static Holdfast.Platform.Interop.Unistd;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>Of the machine: the runtime's own number is of those that this process may use.</summary>
public static class ProcessorCount
{
    public static int Online() => (int)Math.Max(1, (long)sysconf(_SC_NPROCESSORS_ONLN));
}
