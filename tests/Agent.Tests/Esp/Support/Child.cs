using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp.Support;

/// <summary>Child SAs of a site 10.1.0.0/24 and 2001:db8:1::/64 with an office that may be anywhere.</summary>
internal static class Child
{
    public const uint InboundSpi = 0xC0000001;
    public const uint OutboundSpi = 0xC0000002;

    public static readonly Instant Now = new(1_000_000_000);

    public static readonly TrafficSelector[] SiteNetworks = [Selector("10.1.0.0/24"), Selector("2001:db8:1::/64")];

    public static readonly TrafficSelector[] Anywhere =
        [TrafficSelector.Any(IpFamily.IPv4), TrafficSelector.Any(IpFamily.IPv6)];

    /// <summary>Every one there is.</summary>
    public static EspAlgorithm[] Algorithms =>
    [
        EspAlgorithm.Aes128Gcm16,
        EspAlgorithm.Aes256Gcm16,
        EspAlgorithm.ChaCha20Poly1305,
        .. Enum.GetValues<IntegrityAlgorithm>().Select(EspAlgorithm.Aes128Cbc),
        .. Enum.GetValues<IntegrityAlgorithm>().Select(EspAlgorithm.Aes256Cbc),
    ];

    public static TheoryData<EspAlgorithm, bool> Suites
    {
        get
        {
            TheoryData<EspAlgorithm, bool> suites = [];
            foreach (EspAlgorithm algorithm in Algorithms)
            {
                suites.Add(algorithm, false);
                suites.Add(algorithm, true);
            }

            return suites;
        }
    }

    public static TrafficSelector Selector(string prefix)
    {
        Assert.True(IpPrefix.TryParse(prefix, out IpPrefix parsed));
        return TrafficSelector.FromPrefix(parsed);
    }

    public static TrafficSelector Selector(string prefix, byte protocol, PortRange ports)
    {
        TrafficSelector all = Selector(prefix);
        return new TrafficSelector(protocol, ports, all.Start, all.End);
    }

    public static ChildSaSpec Spec(
        EspAlgorithm algorithm = default,
        bool extended = false,
        uint inboundSpi = InboundSpi,
        uint outboundSpi = OutboundSpi,
        TrafficSelector[]? local = null,
        TrafficSelector[]? remote = null) => new(
            inboundSpi,
            outboundSpi,
            algorithm,
            SecretBytes.CopyOf(Key(algorithm, inboundSpi)),
            SecretBytes.CopyOf(Key(algorithm, outboundSpi)),
            extended,
            local ?? SiteNetworks,
            remote ?? Anywhere);

    /// <summary>The other end of a Child SA.</summary>
    public static ChildSaSpec Mirror(ChildSaSpec spec) => Spec(
        spec.Algorithm,
        spec.ExtendedSequenceNumbers,
        spec.OutboundSpi,
        spec.InboundSpi,
        [.. spec.Remote],
        [.. spec.Local]) with
    {
        Mode = spec.Mode,
        Limits = spec.Limits,
    };

    /// <summary>Key material of the direction that this SPI marks.</summary>
    public static byte[] Key(EspAlgorithm algorithm, uint spi)
    {
        byte[] key = new byte[EspAlgorithms.KeyMaterialLength(algorithm)];
        new Random(unchecked((int)spi)).NextBytes(key);
        return key;
    }

    /// <summary>The peer, who sends to us.</summary>
    public static Oracle Peer(ChildSaSpec spec) => new(
        spec.Algorithm, Key(spec.Algorithm, spec.InboundSpi), spec.InboundSpi, spec.ExtendedSequenceNumbers);

    public static InboundSa Inbound(ChildSaSpec spec, ulong highestSequence = 0) =>
        new(spec, new SelectorPolicy(spec.Local, spec.Remote), highestSequence);

    /// <summary>Opens a copy of the packet.</summary>
    public static DropReason Open(InboundSa sa, byte[] packet, out byte[] inner)
    {
        byte[] slab = [0xEE, .. packet, 0xEE];
        SlabRange whole = new(1, packet.Length);
        bool opened = sa.TryOpen(slab, whole, Now, out SlabRange range, out DropReason reason);
        Assert.Equal(opened, reason == DropReason.None);
        Assert.Equal(0xEE, slab[0]);
        Assert.Equal(0xEE, slab[^1]);
        inner = opened ? slab.AsSpan(range.Offset, range.Length).ToArray() : [];
        return reason;
    }

    public static DropReason Open(InboundSa sa, byte[] packet) => Open(sa, packet, out _);

    public static DropReason Accept(DataPath path, byte[] packet, out byte[] inner)
    {
        byte[] slab = [.. packet];
        bool accepted = path.TryAccept(slab, 0, slab.Length, Now, out SlabRange range, out DropReason reason);
        Assert.Equal(accepted, reason == DropReason.None);
        inner = accepted ? slab.AsSpan(range.Offset, range.Length).ToArray() : [];
        return reason;
    }

    public static DropReason Accept(DataPath path, byte[] packet) => Accept(path, packet, out _);

    public static DropReason Protect(DataPath path, byte[] inner, out byte[] packet)
    {
        byte[] slab = Slab(inner);
        bool sealedUp = path.TryProtect(
            slab, EspFormat.Headroom, inner.Length, Now, out SlabRange range, out DropReason reason);
        Assert.Equal(sealedUp, reason == DropReason.None);
        packet = sealedUp ? slab.AsSpan(range.Offset, range.Length).ToArray() : [];
        return reason;
    }

    /// <summary>The inner packet with the room that sealing needs.</summary>
    public static byte[] Slab(byte[] inner) =>
        [.. new byte[EspFormat.Headroom], .. inner, .. new byte[EspFormat.Tailroom]];

    public static DropReason Protect(DataPath path, byte[] inner) => Protect(path, inner, out _);
}
