using Holdfast.Platform.Interop;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The kernel's random bytes.</summary>
public static class Entropy
{
    /// <summary>Fills all of it from getrandom(2); early at boot this waits until the kernel's pool is ready.</summary>
    public static unsafe void Fill(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            fixed (byte* start = destination)
            {
                nint count = SysRandom.getrandom(start, (nuint)destination.Length, 0);
                if (count < 0 && errno != EINTR) throw LinuxException.Last("getrandom");
                destination = destination[(int)Math.Max(count, 0)..];
            }
        }
    }
}
