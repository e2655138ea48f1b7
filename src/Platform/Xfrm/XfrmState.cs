using System.Net;

namespace Holdfast.Platform;

public enum XfrmMode : byte
{
    Transport = 0,
    Tunnel = 1,
}

/// <summary>What a network device does for a state.</summary>
public enum XfrmOffload : byte
{
    None,

    /// <summary>The cryptography.</summary>
    Crypto,

    /// <summary>All of it, from Linux 6.2 on; wants a policy that is offloaded too.</summary>
    Packet,
}

/// <summary>The name of an ESP state in the kernel.</summary>
/// <param name="Spi">As logs show it (host order).</param>
public readonly record struct XfrmStateId(IPAddress Destination, uint Spi)
{
    public override string ToString() => $"{Spi:x8} to {Destination}";
}

/// <summary>ESP in UDP (RFC 3948) or in TCP (RFC 9329): the ports of the outer packets as they leave their sender.</summary>
public sealed record XfrmEncapsulation(ushort SourcePort, ushort DestinationPort)
{
    public bool IsTcp { get; init; }

    public override string ToString() => $"{SourcePort} to {DestinationPort}";
}

/// <summary>
/// An ESP security association for the kernel: one direction. Its keys are handed over beside it and are not kept.
/// </summary>
public sealed record XfrmState
{
    public const int LargestReplayWindow = 4096;

    public required IPAddress Source { get; init; }

    public required IPAddress Destination { get; init; }

    /// <summary>As logs show it (host order).</summary>
    public required uint Spi { get; init; }

    public XfrmMode Mode { get; init; } = XfrmMode.Tunnel;

    /// <summary>Ties it to the templates of policies.</summary>
    public uint RequestId { get; init; }

    /// <summary>The xfrm interface that it belongs to (if_id); 0: none.</summary>
    public uint IfId { get; init; }

    public required XfrmAlgorithm Algorithm { get; init; }

    public XfrmEncapsulation? Encapsulation { get; init; }

    public bool ExtendedSequenceNumbers { get; init; }

    /// <summary>Packets, 0 (no check) to 4096. Counts for inbound states only.</summary>
    public int ReplayWindow { get; init; }

    /// <summary>Where the counters begin, of a state that takes the place of another; null: at 0.</summary>
    public XfrmReplay? Replay { get; init; }

    /// <summary>What was carried before, of a state that takes the place of another: it counts for the limits.</summary>
    public XfrmUsage? Usage { get; init; }

    public XfrmLimits Limits { get; init; } = XfrmLimits.None;

    /// <summary>Transport mode: what the state is for; null: whatever policies send through it.</summary>
    public XfrmSelector? Selector { get; init; }

    /// <summary>Mark of the ESP packets that it makes, for routing rules; 0: that of the packet inside.</summary>
    public uint OutputMark { get; init; }

    /// <summary>The device that offloads (index); 0: none.</summary>
    public int OffloadLink { get; init; }

    public XfrmOffload Offload { get; init; }

    public bool IsInbound { get; init; }

    /// <summary>Outbound: the CPU whose packets alone it takes, from Linux 6.13 on; -1: any.</summary>
    public int Cpu { get; init; } = -1;

    /// <summary>Outer IPv4 packets without DF, so that routers may fragment them; else it is that of the packet inside.</summary>
    public bool MayBeFragmented { get; init; }

    public XfrmStateId Id => new(Destination, Spi);

    public override string ToString() => $"{Id}";
}
