using System.Net;

namespace Holdfast.Platform;

public enum XfrmDirection : byte
{
    In = 0,
    Out = 1,

    /// <summary>Decrypted here and routed on.</summary>
    Forward = 2,
}

public enum XfrmAction : byte
{
    Allow = 0,

    /// <summary>Drops.</summary>
    Block = 1,
}

/// <summary>What makes a policy one of its own in the kernel.</summary>
/// <param name="IfId">The xfrm interface that it applies to; 0: traffic outside all of them.</param>
/// <param name="Mark">Applies to packets whose mark under MarkMask is this.</param>
public sealed record XfrmPolicyId(
    XfrmSelector Selector, XfrmDirection Direction, uint IfId = 0, uint Mark = 0, uint MarkMask = 0)
{
    public override string ToString() => $"{Direction} {Selector}".ToLowerInvariant();
}

/// <summary>The ESP state that a packet has to go, or to have come, through.</summary>
/// <param name="Spi">0: any.</param>
public sealed record XfrmTemplate(
    IPAddress Source, IPAddress Destination, uint Spi, uint RequestId, XfrmMode Mode = XfrmMode.Tunnel)
{
    public override string ToString() => $"{Source} to {Destination}";
}

/// <summary>What becomes of packets.</summary>
public sealed record XfrmPolicy(XfrmPolicyId Id)
{
    public XfrmAction Action { get; init; }

    /// <summary>Lower comes first.</summary>
    public uint Priority { get; init; }

    /// <summary>Null: none, packets pass (or are blocked) as they are.</summary>
    public XfrmTemplate? Template { get; init; }

    /// <summary>The device that offloads whole packets (index); 0: none.</summary>
    public int OffloadLink { get; init; }

    public override string ToString() => $"{Id}";
}

/// <summary>New addresses for the states and the template of a policy.</summary>
public sealed record XfrmMove(
    IPAddress OldSource,
    IPAddress OldDestination,
    IPAddress NewSource,
    IPAddress NewDestination,
    uint RequestId,
    XfrmMode Mode = XfrmMode.Tunnel)
{
    public override string ToString() => $"{NewSource} to {NewDestination}";
}
