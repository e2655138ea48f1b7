using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Tells pages that are still those of their file from those that were written to and exist nowhere else, in the process's
/// private mappings (/proc/self/pagemap; Documentation/admin-guide/mm/pagemap.rst of the kernel).
/// </summary>
internal sealed unsafe class PageMap : IDisposable
{
    private const ulong IsPresent = 1UL << 63, IsSwapped = 1UL << 62, IsOfFile = 1UL << 61;

    private readonly Descriptor _file;

    private PageMap(Descriptor file) => _file = file;

    public static nuint PageSize { get; } = (nuint)Environment.SystemPageSize;

    /// <summary>Null where the kernel has no such file (CONFIG_PROC_PAGE_MONITOR) or keeps it for root.</summary>
    public static PageMap? TryOpen()
    {
        try
        {
            return new PageMap(FileGuard.Open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC));
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    /// <summary>The first stretch of whole pages from <paramref name="start"/> on that no one wrote to; empty: none.</summary>
    public (nuint Start, nuint End) NextUnwritten(nuint start, nuint end)
    {
        while (start < end && IsWritten(start))
            start += PageSize;
        nuint last = start;
        while (last < end && !IsWritten(last))
            last += PageSize;
        return (start, last);
    }

    public void Dispose() => _file.Dispose();

    private bool IsWritten(nuint page)
    {
        ulong entry;
        long count = pread(_file.Number, &entry, sizeof(ulong), (long)(page / PageSize * sizeof(ulong)));
        return count != sizeof(ulong) || ((entry & (IsPresent | IsSwapped)) != 0 && (entry & IsOfFile) == 0);
    }
}
