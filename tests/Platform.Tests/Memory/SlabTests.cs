using Holdfast.Platform;

namespace Holdfast.Tests.Memory;

public sealed class SlabTests
{
    [Fact]
    public unsafe void It_takes_up_what_was_touched_until_it_is_released()
    {
        using var slab = new Slab(4 << 20);
        using PageMap? pages = PageMap.TryOpen();
        Needs.That(pages is not null, "/proc/self/pagemap is not for us");
        nuint start = (nuint)slab.Start, end = start + (nuint)slab.Length;
        Assert.Equal((start, end), pages!.NextUnwritten(start, end));
        slab.Span[(int)PageMap.PageSize] = 7;
        Assert.Equal((start, start + PageMap.PageSize), pages.NextUnwritten(start, end));
        Assert.Equal((start + (2 * PageMap.PageSize), end), pages.NextUnwritten(start + PageMap.PageSize, end));

        slab.Release();
        Assert.Equal((start, end), pages.NextUnwritten(start, end));
        Assert.Equal(-1, slab.Span.IndexOfAnyExcept((byte)0));
        slab.Span[^1] = 1;
    }

    [Fact]
    public unsafe void A_locked_one_is_released_too()
    {
        using var slab = new Slab(32_768);
        int refused = Tmds.Linux.LibC.mlock2(slab.Start, slab.Length, Tmds.Linux.LibC.MLOCK_ONFAULT);
        Needs.That(refused == 0, "this kernel, or its limit, locks no memory");
        slab.Span.Fill(7);

        slab.Release();
        Assert.Equal(-1, slab.Span.IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Disposed_it_is_empty()
    {
        var slab = new Slab(1);
        slab.Span[0] = 1;
        slab.Dispose();
        slab.Dispose();

        Assert.Equal(0, slab.Length);
        Assert.True(slab.Span.IsEmpty);
        slab.Release();
        Assert.Throws<ArgumentOutOfRangeException>(() => new Slab(0));
    }
}
