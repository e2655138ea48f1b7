using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class SpecAndCounterTests
{
    public static readonly TheoryData<EspAlgorithm, string, int> Algorithms = new()
    {
        { EspAlgorithm.Aes128Gcm16, "aes128gcm16", 16 + 4 },
        { EspAlgorithm.Aes256Gcm16, "aes256gcm16", 32 + 4 },
        { EspAlgorithm.ChaCha20Poly1305, "chacha20poly1305", 32 + 4 },
        { EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha1_96), "aes128-sha1", 16 + 20 },
        { EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha256_128), "aes128-sha256", 16 + 32 },
        { EspAlgorithm.Aes256Cbc(IntegrityAlgorithm.HmacSha384_192), "aes256-sha384", 32 + 48 },
        { EspAlgorithm.Aes256Cbc(IntegrityAlgorithm.HmacSha512_256), "aes256-sha512", 32 + 64 },
    };

    [Theory, MemberData(nameof(Algorithms))]
    public void Key_material_is_the_encryption_key_and_the_salt_or_the_integrity_key(
        EspAlgorithm algorithm, string name, int expected)
    {
        Assert.Equal(expected, EspAlgorithms.KeyMaterialLength(algorithm));
        Assert.Equal(name, algorithm.ToString());
    }

    [Fact]
    public void The_limits_over_all_algorithms_hold_for_each()
    {
        EspLayout[] layouts = [.. Child.Algorithms.Select(EspLayout.Of)];
        Assert.Equal(EspFormat.Headroom, layouts.Max(l => l.Headroom));
        Assert.Equal(EspFormat.Tailroom, layouts.Max(l => l.Alignment - 1 + 2 + l.IcvLength));
        Assert.Equal(EspFormat.MinimumLength, layouts.Min(l => l.MinimumLength));
        Assert.All(Child.Algorithms, a => Assert.Equal(Oracle.Shortest(a), EspLayout.Of(a).MinimumLength));
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
