using System.Buffers.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The pages of the program's code.</summary>
public static unsafe class CodePages
{
    private const int LargestMap = 1 << 20;

    /// <summary>
    /// Gives up those in memory: what is needed from now on comes back by itself, and what only the start needed stays
    /// away. Best effort: false when some could not be given up.
    /// </summary>
    /// <param name="areLocked">By <see cref="ProcessMemory.TryLockAll"/>: those that come back are locked again.</param>
    public static bool TryRelease(bool areLocked)
    {
        bool isDone = true;
        ReadOnlySpan<byte> rest = FileGuard.ReadAllBytes("/proc/self/maps", LargestMap, out _);
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (TryParse(line, out nuint start, out nuint length))
                isDone &= TryRelease((void*)start, length, areLocked);
        }

        return isDone;
    }

    // "7f5e8000-7f5fe000 r-xp 00000000 fe:00 1234 /usr/bin/holdfast" (proc(5)). Constants may lie on pages that were
    // written to when the program was loaded; code never does.
    private static bool TryParse(ReadOnlySpan<byte> line, out nuint start, out nuint length)
    {
        (start, length) = (0, 0);
        if (!Utf8Parser.TryParse(line, out ulong first, out int digits, 'x') || line.Length <= digits || line[digits] != '-')
            return false;
        line = line[(digits + 1)..];
        if (!Utf8Parser.TryParse(line, out ulong end, out digits, 'x') || line.Length <= digits + 5 || end <= first)
            return false;
        (start, length) = ((nuint)first, (nuint)(end - first));
        ReadOnlySpan<byte> rights = line.Slice(digits + 1, 4);
        return rights.SequenceEqual("r-xp"u8) && line.Contains((byte)'/');
    }

    private static bool TryRelease(void* start, nuint length, bool isLocked)
    {
        if (isLocked && munlock(start, (size_t)length) != 0)
            return false;
        bool isReleased = madvise(start, (size_t)length, MADV_DONTNEED) == 0;
        return isReleased && (!isLocked || mlock2(start, (size_t)length, MLOCK_ONFAULT) == 0);
    }
}
