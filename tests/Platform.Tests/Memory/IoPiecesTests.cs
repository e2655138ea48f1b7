using Holdfast.Platform;

namespace Holdfast.Tests.Memory;

public sealed class IoPiecesTests
{
    [Fact]
    public void It_takes_as_many_pieces_as_it_has_room_for()
    {
        using var slab = new Slab(4096);
        var pieces = new IoPieces(2);

        Assert.True(pieces.TryAdd(slab.Span.Slice(100, 10)));
        Assert.True(pieces.TryAdd(slab.Span.Slice(200, 20)));
        Assert.False(pieces.TryAdd(slab.Span.Slice(300, 30)));
        Assert.True(pieces.TryAdd([]));
        Assert.Equal((2, 30), (pieces.Count, pieces.Length));
        pieces.Clear();
        Assert.Equal((0, 0), (pieces.Count, pieces.Length));
        Assert.True(pieces.TryAdd(slab.Span[..5]));
        Assert.Equal((1, 5), (pieces.Count, pieces.Length));
    }

    [Fact]
    public void A_piece_that_follows_the_one_before_needs_no_room()
    {
        using var slab = new Slab(4096);
        var pieces = new IoPieces(1);

        Assert.True(pieces.TryAdd(slab.Span[..10]));
        Assert.True(pieces.TryAdd(slab.Span[10..30]));
        Assert.False(pieces.TryAdd(slab.Span[31..40]));
        Assert.Equal((1, 30), (pieces.Count, pieces.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    public void More_than_one_call_takes_is_misuse(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new IoPieces(capacity));
}
