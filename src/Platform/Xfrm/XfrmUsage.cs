using System.Net;

namespace Holdfast.Platform;

/// <summary>When the kernel warns of a state's end (soft) and when it ends it (hard); ulong.MaxValue: never.</summary>
public sealed record XfrmLimits(ulong SoftBytes, ulong HardBytes, ulong SoftPackets, ulong HardPackets)
{
    public static readonly XfrmLimits None = new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    public override string ToString() => $"{SoftBytes} to {HardBytes} bytes, {SoftPackets} to {HardPackets} packets";
}

/// <summary>Sequence numbers of a state, in halves of 32 bits; the high ones only with extended sequence numbers.</summary>
/// <param name="Outbound">The last that was sent.</param>
/// <param name="Inbound">The highest that was accepted.</param>
/// <param name="Bitmap">Which of those in the window were accepted, as the kernel keeps them.</param>
public sealed record XfrmReplay(uint Outbound, uint OutboundHigh, uint Inbound, uint InboundHigh, uint[] Bitmap)
{
    public override string ToString() => $"{OutboundHigh:x8}{Outbound:x8} out, {InboundHigh:x8}{Inbound:x8} in";
}

/// <summary>What a state carried.</summary>
/// <param name="AddedAt">Seconds since 1970.</param>
/// <param name="UsedAt">Seconds since 1970; 0: never.</param>
/// <param name="OutsideWindow">Packets dropped as too old.</param>
/// <param name="Replayed">Packets dropped as repeated.</param>
/// <param name="Forged">Packets dropped for a wrong ICV.</param>
public sealed record XfrmUsage(
    ulong Bytes,
    ulong Packets,
    ulong AddedAt,
    ulong UsedAt,
    uint OutsideWindow,
    uint Replayed,
    uint Forged,
    XfrmReplay Replay)
{
    public override string ToString() => $"{Bytes} bytes, {Packets} packets";
}

/// <summary>A state as the kernel tells of it, without its keys.</summary>
public sealed record XfrmStateRecord(
    XfrmStateId Id,
    IPAddress Source,
    XfrmMode Mode,
    uint RequestId,
    uint IfId,
    XfrmEncapsulation? Encapsulation,
    XfrmUsage Usage)
{
    /// <summary>Not so the kernel's placeholder for a state that it waits for.</summary>
    public bool HasKeys { get; init; }

    /// <summary>0: none.</summary>
    public uint OutputMark { get; init; }

    /// <summary>-1: any.</summary>
    public int Cpu { get; init; } = -1;

    public override string ToString() => $"{Id} from {Source}";
}
