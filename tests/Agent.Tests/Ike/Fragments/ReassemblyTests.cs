using Holdfast.Ike.Fragments;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Fragments;

public sealed class ReassemblyTests
{
    private readonly Reassembly _reassembly = new();
    private Instant _now = new(1);

    [Fact]
    public void The_fragments_make_the_message_in_the_order_of_their_numbers()
    {
        Assert.Null(Add(3, 3, 5));
        Assert.Null(Add(1, 3, 1, 2));
        WholeMessage whole = Add(2, 3, 3, 4)!;

        Assert.Equal([1, 2, 3, 4, 5], whole.Plaintext);
        Assert.Equal(PayloadType.Nonce, whole.FirstInner);
        Assert.Equal(0, _reassembly.Bytes);
    }

    [Fact]
    public void A_duplicate_is_not_wanted()
    {
        Add(1, 2, 1);

        Assert.False(Wants(1, 2));
        Assert.True(Wants(2, 2));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(3, 2)]
    [InlineData(1, 65)]
    [InlineData(65, 65)]
    [InlineData(1, 65535)]
    public void A_number_or_total_out_of_bounds_is_not_wanted(ushort number, ushort total) => Assert.False(Wants(number, total));

    [Fact]
    public void A_larger_total_replaces_what_was_collected()
    {
        Add(1, 2, 1);
        Assert.True(Wants(1, 3));
        Assert.Null(Add(1, 3, 7));
        Assert.Null(Add(2, 3, 8));

        Assert.Equal([7, 8, 9], Add(3, 3, 9)!.Plaintext);
    }

    [Fact]
    public void A_smaller_total_is_not_wanted_while_a_larger_one_is_under_way()
    {
        Add(1, 3, 1);

        Assert.False(Wants(1, 2));
        Assert.False(Wants(2, 2));
        Assert.False(Wants(1, 1));
    }

    [Fact]
    public void Another_message_replaces_what_was_collected()
    {
        Add(1, 2, 1);
        Assert.True(Wants(1, 2, messageId: 8));
        Assert.Null(Add(2, 2, messageId: 8, 2));

        Assert.Equal([1, 2], Add(1, 2, messageId: 8, 1)!.Plaintext);
    }

    [Fact]
    public void What_stays_incomplete_is_dropped_after_the_time()
    {
        Add(1, 2, 1);
        _now += Reassembly.Timeout - TimeSpan.FromTicks(1);
        Assert.False(Wants(1, 2));
        _now += TimeSpan.FromTicks(1);

        Assert.True(Wants(1, 2));
        Assert.Null(Add(2, 2, 2));
        Assert.Equal(1, _reassembly.Bytes);
    }

    [Fact]
    public void A_larger_total_does_not_make_it_last_longer_than_it_is_new()
    {
        Add(1, 2, 1);
        _now += TimeSpan.FromSeconds(20);
        Add(1, 3, 1);
        _now += TimeSpan.FromSeconds(20);

        Assert.False(Wants(1, 3));
    }

    [Fact]
    public void Memory_is_bounded()
    {
        for (ushort number = 1; number <= 64; number++)
        {
            _reassembly.TryAdd(7, Fragment(number, 64), new byte[1500], _now, out WholeMessage? whole);
            Assert.Null(whole);
            Assert.InRange(_reassembly.Bytes, 0, Reassembly.MaximumBytes);
        }
    }

    [Fact]
    public void One_fragment_alone_is_a_message_too() => Assert.Equal([4, 5], Add(1, 1, 4, 5)!.Plaintext);

    private static EncryptedFragmentPayload Fragment(ushort number, ushort total) =>
        new(number == 1 ? PayloadType.Nonce : PayloadType.Notify, number, total, new byte[40]);

    private bool Wants(ushort number, ushort total, uint messageId = 7) =>
        _reassembly.Wants(messageId, Fragment(number, total), _now);

    private WholeMessage? Add(ushort number, ushort total, params byte[] content) => Add(number, total, 7u, content);

    private WholeMessage? Add(ushort number, ushort total, uint messageId, params byte[] content)
    {
        _reassembly.TryAdd(messageId, Fragment(number, total), content, _now, out WholeMessage? whole);
        return whole;
    }
}
