using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class SpecAndCounterTests
{
    [Theory]
    [InlineData(EspAlgorithm.Aes128Gcm16, 20)]
    [InlineData(EspAlgorithm.Aes256Gcm16, 36)]
    [InlineData(EspAlgorithm.ChaCha20Poly1305, 36)]
    public void Key_material_is_key_and_salt(EspAlgorithm algorithm, int expected) =>
        Assert.Equal(expected, EspAlgorithms.KeyMaterialLength(algorithm));

    [Fact]
    public void An_unknown_algorithm_is_misuse()
    {
        EspAlgorithm unknown = (EspAlgorithm)99;
        Assert.Throws<ArgumentOutOfRangeException>(() => EspAlgorithms.KeyMaterialLength(unknown));
        Assert.Throws<ArgumentOutOfRangeException>(() => EspAlgorithms.Name(unknown));
    }

    [Fact]
    public void The_summary_shows_all_but_the_keys()
    {
        ChildSaSpec spec = Child.Spec(EspAlgorithm.ChaCha20Poly1305, true, remote: [Child.Selector("0.0.0.0/0")]);
        Assert.Equal(
            "in c0000001 out c0000002 chacha20poly1305 esn 10.1.0.0/24, 2001:db8:1::/64 === 0.0.0.0/0",
            spec.ToString());
        Assert.Equal(spec.Summary, $"{spec}");
        Assert.DoesNotContain(" esn", Child.Spec().Summary);
    }

    [Fact]
    public void Drops_are_counted_by_reason_and_summed_over_directions()
    {
        DropCounters inbound = new();
        DropCounters outbound = new();
        inbound.Count(DropReason.UnknownSpi);
        inbound.Count(DropReason.MalformedInner);
        outbound.Count(DropReason.MalformedInner);

        Assert.Equal(2, inbound.Total);
        Assert.Equal(1, outbound[DropReason.MalformedInner]);
        Assert.Equal(0, outbound[DropReason.UnknownSpi]);
        Assert.Equal(
            [new DropCount(DropReason.UnknownSpi, 1), new DropCount(DropReason.MalformedInner, 2)],
            DropCounters.Snapshot(inbound, outbound));
        Assert.Empty(DropCounters.Snapshot());
    }

    [Fact]
    public void Traffic_is_counted_and_activity_stamped()
    {
        TrafficCounters counters = new();
        Assert.Equal(new TrafficSnapshot(0, 0, null), counters.Snapshot());
        counters.Touch(new Instant(0));
        Assert.Equal(new TrafficSnapshot(0, 0, new Instant(0)), counters.Snapshot());
        counters.Count(100);
        counters.Count(50);
        counters.Touch(new Instant(7));
        Assert.Equal(new TrafficSnapshot(2, 150, new Instant(7)), counters.Snapshot());
    }
}
