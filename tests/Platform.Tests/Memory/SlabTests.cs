using Holdfast.Platform;

namespace Holdfast.Tests.Memory;

public sealed class SlabTests
{
    [Fact]
    public void It_is_zero_and_takes_up_memory_once_it_is_touched_until_it_is_released()
    {
        using var slab = new Slab(64 << 20);
        Assert.Equal(64 << 20, slab.Span.Length);
        Assert.Equal(-1, slab.Span[..4096].IndexOfAnyExcept((byte)0));
        slab.Span.Fill(7);
        long full = ProcessMemory.ResidentBytes();

        slab.Release();
        Assert.InRange(full - ProcessMemory.ResidentBytes(), 48 << 20, 80 << 20); // others allocate meanwhile
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
