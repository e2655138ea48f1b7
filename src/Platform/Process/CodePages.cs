using System.Buffers.Text;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>The pages of the program's code and constants, all but those that were written to.</summary>
public static unsafe class CodePages
{
    private const int LargestMap = 1 << 20;

    /// <summary>
    /// Gives up those in memory: what is needed from now on comes back by itself, and what only the past needed stays
    /// away. Best effort: false when some could not be given up.
    /// </summary>
    /// <param name="areLocked">By <see cref="ProcessMemory.TryLockAll"/>: those that come back are locked again.</param>
    public static bool TryRelease(bool areLocked)
    {
        bool isDone = TryReadMap(out ReadOnlySpan<byte> map);
        Mapping constants = default;
        using PageMap? pages = PageMap.TryOpen();
        foreach (Range line in map.Split((byte)'\n'))
        {
            if (!TryParse(map[line], out Mapping one))
                continue;
            bool continues = one.Start == constants.End && one.Path.SequenceEqual(constants.Path);
            if (one.Rights.SequenceEqual("r-xp"u8))
                isDone &= TryRelease(continues ? constants.Start : one.Start, one.Start, one.End, pages, areLocked);
            // Constants lie directly before the code. What lies behind it was written to when the program was loaded.
            constants = !one.Rights.SequenceEqual("r--p"u8) ? default : continues ? one with { Start = constants.Start } : one;
        }

        return isDone;
    }

    // Without /proc, or without descriptors, nothing is given up.
    private static bool TryReadMap(out ReadOnlySpan<byte> map)
    {
        map = default;
        try
        {
            map = FileGuard.ReadAllBytes("/proc/self/maps", LargestMap, out _);
            return true;
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    // Not all constants come from the file: the run-time makes up its stack cookie at the start. Code does.
    private static bool TryRelease(nuint constants, nuint code, nuint end, PageMap? pages, bool areLocked)
    {
        if (pages is null)
            return TryRelease(code, end, areLocked);
        bool isDone = true;
        for (nuint at = constants; at < end;)
        {
            (nuint start, at) = pages.NextUnwritten(at, end);
            isDone &= start == at || TryRelease(start, at, areLocked);
        }

        return isDone;
    }

    // "7f5e8000-7f5fe000 r-xp 00000000 fe:00 1234 /usr/bin/holdfast" (proc(5))
    private static bool TryParse(ReadOnlySpan<byte> line, out Mapping mapping)
    {
        mapping = default;
        int path = line.IndexOf((byte)'/');
        if (path < 0 || !Utf8Parser.TryParse(line, out ulong start, out int digits, 'x'))
            return false;
        line = line[(digits + 1)..];
        if (!Utf8Parser.TryParse(line, out ulong end, out int more, 'x') || line.Length < more + 5)
            return false;
        mapping = new Mapping
        {
            Start = (nuint)start, End = (nuint)end, Rights = line.Slice(more + 1, 4), Path = line[(path - digits - 1)..],
        };
        return true;
    }

    private static bool TryRelease(nuint start, nuint end, bool areLocked)
    {
        void* pages = (void*)start;
        var length = (size_t)(end - start);
        if (areLocked && munlock(pages, length) != 0)
            return false;
        bool isReleased = madvise(pages, length, MADV_DONTNEED) == 0;
        return isReleased && (!areLocked || mlock2(pages, length, MLOCK_ONFAULT) == 0);
    }

    /// <summary>A part of a file in memory.</summary>
    private ref struct Mapping
    {
        public nuint Start { get; set; }

        public nuint End { get; set; }

        public ReadOnlySpan<byte> Rights { get; set; }

        public ReadOnlySpan<byte> Path { get; set; }
    }
}
