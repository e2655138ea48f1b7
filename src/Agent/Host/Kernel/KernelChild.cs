using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>One Child SA in the kernel: two states, and the selectors of its policies.</summary>
public sealed class KernelChild(ChildSaSpec spec, IReadOnlyList<XfrmSelector> selectors, IkePath ends)
{
    public ChildSaSpec Spec { get; } = spec;

    /// <summary>From our side to the gateway's.</summary>
    public IReadOnlyList<XfrmSelector> Selectors { get; } = selectors;

    /// <summary>Addresses and ports of the two states.</summary>
    public IkePath Ends { get; set; } = ends;

    public XfrmStateId Inbound => new(Ends.Local.ToIPAddress(), Spec.InboundSpi);

    public XfrmStateId Outbound => new(Ends.Remote.ToIPAddress(), Spec.OutboundSpi);

    /// <summary>Request id of its outbound state and of those that share its policy; 0: the policy is its own, and names its SPI.</summary>
    public uint Group { get; set; }

    /// <summary>Its outbound state is in the kernel.</summary>
    public bool HasOutbound { get; set; }

    /// <summary>What the outbound state had carried when it was taken out; null: there was none.</summary>
    public XfrmUsage? Carried { get; set; }

    /// <summary>It may send, and does unless one that follows it may too.</summary>
    public bool MaySend { get; set; }

    /// <summary>Traffic of the gateway through it is the sign to send through it.</summary>
    public bool AwaitsTraffic { get; set; }

    /// <summary>Inbound packets when the counters were last looked at.</summary>
    public ulong SeenPackets { get; set; }

    /// <summary>Outbound packets then.</summary>
    public ulong SentPackets { get; set; }

    /// <summary>Its end was reported.</summary>
    public bool IsLost { get; set; }

    public void WipeKeys()
    {
        Spec.InboundKey.Dispose();
        Spec.OutboundKey.Dispose();
    }
}
