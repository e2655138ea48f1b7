using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>
/// A negotiated Child SA: all that a data path needs to carry its traffic, and the only thing that Ike hands to it.
/// </summary>
/// <param name="InboundSpi">Ours: what the peer writes into the packets it sends to us.</param>
/// <param name="OutboundSpi">The peer's.</param>
/// <param name="Algorithm">Of both directions.</param>
/// <param name="InboundKey">Key and salt of packets from the peer; owned by whoever installs the Child SA.</param>
/// <param name="OutboundKey">Key and salt of packets to the peer; owned by whoever installs the Child SA.</param>
/// <param name="ExtendedSequenceNumbers">64-bit sequence numbers, of which the packet shows the low half.</param>
/// <param name="Local">Addresses, protocols and ports on our side of the tunnel.</param>
/// <param name="Remote">The same on the peer's side.</param>
public sealed record ChildSaSpec(
    uint InboundSpi,
    uint OutboundSpi,
    EspAlgorithm Algorithm,
    SecretBytes InboundKey,
    SecretBytes OutboundKey,
    bool ExtendedSequenceNumbers,
    IReadOnlyList<TrafficSelector> Local,
    IReadOnlyList<TrafficSelector> Remote)
{
    /// <summary>What the configuration calls it; for logs and status.</summary>
    public string Name { get; init; } = "";

    public EspMode Mode { get; init; } = EspMode.Tunnel;

    /// <summary>ESP is in IP (protocol 50), not in UDP.</summary>
    public bool IsBare { get; init; }

    public ChildLimits Limits { get; init; } = ChildLimits.None;

    /// <summary>There may be others with these selectors, each for the packets of one CPU (RFC 9611).</summary>
    public bool IsPerCpu { get; init; }

    /// <summary>The CPU whose packets go out through it; -1: those of every CPU that has none of its own.</summary>
    public int Cpu { get; init; } = -1;

    /// <summary>
    /// Whether each side is one host, both of one family: what transport mode takes, for it puts their addresses back.
    /// </summary>
    public bool JoinsTwoHosts => AreTwoHosts(Local, Remote);

    /// <inheritdoc cref="JoinsTwoHosts"/>
    public static bool AreTwoHosts(IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote) =>
        IsOneHost(local) && IsOneHost(remote) && local[0].Start.Family == remote[0].Start.Family;

    /// <summary>"in c0000001 out c0000002 aes128gcm16 esn 10.0.0.0/24 === 0.0.0.0/0"; no keys.</summary>
    public string Summary =>
        $"in {InboundSpi:x8} out {OutboundSpi:x8} {EspAlgorithms.Name(Algorithm)}"
        + $"{(ExtendedSequenceNumbers ? " esn" : "")} {string.Join(", ", Local)} === {string.Join(", ", Remote)}";

    /// <summary>The summary: a log line must never show a key.</summary>
    public override string ToString() => Summary;

    private static bool IsOneHost(IReadOnlyList<TrafficSelector> selectors) =>
        selectors.Count > 0 && selectors.All(s => s.Start == selectors[0].Start && s.End == s.Start);
}
