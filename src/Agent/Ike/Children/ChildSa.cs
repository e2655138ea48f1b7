using Holdfast.Esp;
using Holdfast.Time;

namespace Holdfast.Ike.Children;

public enum ChildState
{
    /// <summary>In use.</summary>
    Installed,

    /// <summary>Our request to rekey it is out; in use until the answer.</summary>
    Rekeying,

    /// <summary>A successor stands; the side that made the successor deletes this one.</summary>
    Replaced,

    /// <summary>Our Delete is waiting to go out, or is out.</summary>
    Deleting,

    /// <summary>Deleted on both sides; what is still under way to us is accepted for a moment.</summary>
    Draining,
}

/// <summary>
/// One Child SA as the control plane sees it. It is known by its inbound SPI on our side, and by the outbound one in what
/// the gateway says of it (RFC 7296 section 1.4.1).
/// </summary>
public sealed class ChildSa(ChildSettings settings, ChildSaSpec spec, ReadOnlyMemory<byte> lowestNonce)
{
    /// <summary>How long a gateway has to delete one that is its to delete.</summary>
    private static readonly TimeSpan LeaveTime = TimeSpan.FromMinutes(2);

    public ChildSettings Settings { get; } = settings;

    /// <summary>Its keys belong to the data path.</summary>
    public ChildSaSpec Spec { get; } = spec;

    public uint InboundSpi => Spec.InboundSpi;

    public uint OutboundSpi => Spec.OutboundSpi;

    /// <summary>The lower of the two nonces that made it; decides which of two successors stays (RFC 7296 section 2.8.1).</summary>
    public ReadOnlyMemory<byte> LowestNonce { get; } = lowestNonce;

    public ChildState State { get; set; } = ChildState.Installed;

    /// <summary>
    /// The data path sends through it. In use and not sending, it is a successor of the gateway's making that the gateway may
    /// not have yet: it is not rekeyed before.
    /// </summary>
    public bool Sends { get; set; }

    /// <summary>The successor that the gateway's rekey made.</summary>
    public ChildSa? PeerSuccessor { get; set; }

    public Instant RekeyAt { get; set; } = Instant.Never;

    public Instant ExpireAt { get; set; } = Instant.Never;

    /// <summary>When the successor is sent through even if nothing was heard on it, or the drained one goes.</summary>
    public Instant ActAt { get; set; } = Instant.Never;

    /// <summary>Neither replaced nor on its way out.</summary>
    public bool IsInUse => State is ChildState.Installed or ChildState.Rekeying;

    /// <summary>The one in use that the gateway's rekeys, one after the other, put in its place; null without any.</summary>
    public ChildSa? Heir
    {
        get
        {
            ChildSa? heir = PeerSuccessor;
            while (heir is { IsInUse: false })
                heir = heir.PeerSuccessor;
            return heir;
        }
    }

    public Instant NextDeadline => State switch
    {
        ChildState.Installed => Instant.Earliest(Sends ? RekeyAt : ActAt, ExpireAt),
        ChildState.Rekeying => Instant.Earliest(ActAt, ExpireAt),
        ChildState.Replaced => ExpireAt,
        ChildState.Draining => ActAt,
        _ => Instant.Never,
    };

    /// <summary>
    /// Another one takes its place; it is in use no more. If nobody deletes it in time, we do: a gateway that rekeys without ever
    /// deleting costs no memory.
    /// </summary>
    public void GiveUp(Instant now)
    {
        if (!IsInUse)
            return;
        State = ChildState.Replaced;
        ActAt = Instant.Never;
        ExpireAt = Instant.Earliest(ExpireAt, now + LeaveTime);
    }

    public override string ToString() => $"{Settings.Name} (in {InboundSpi:x8} out {OutboundSpi:x8})";
}
