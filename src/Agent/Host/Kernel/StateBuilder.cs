using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>From a Child SA to the kernel's two states. ESP is in UDP, or in TCP, as it is for the userspace path, but where a gateway does without.</summary>
public sealed class StateBuilder(KernelOptions options)
{
    /// <summary>Packets.</summary>
    public const int ReplayWindow = 128;

    /// <summary>A device that refuses is no reason to do without the kernel.</summary>
    public bool MayDoWithoutOffload => options.Offload == OffloadChoice.Auto;

    /// <param name="before">The state that this one takes the place of; null: none.</param>
    public XfrmState Build(KernelChild child, bool isInbound, XfrmUsage? before = null)
    {
        (ChildSaSpec spec, IkePath ends) = (child.Spec, child.Ends);
        int link = options.Offload == OffloadChoice.Off || ends.IsTcp ? 0 : options.Uplink(ends.Remote);
        return new XfrmState
        {
            Source = (isInbound ? ends.Remote : ends.Local).ToIPAddress(),
            Destination = (isInbound ? ends.Local : ends.Remote).ToIPAddress(),
            Spi = isInbound ? spec.InboundSpi : spec.OutboundSpi,
            Mode = spec.Mode == EspMode.Transport ? XfrmMode.Transport : XfrmMode.Tunnel,
            RequestId = isInbound || child.Group == 0 ? options.RequestId : child.Group,
            IfId = options.IfId,
            Algorithm = KernelAlgorithm.Of(spec.Algorithm),
            Encapsulation = spec.IsBare ? null : (isInbound
                ? new XfrmEncapsulation(ends.RemotePort, ends.LocalPort)
                : new XfrmEncapsulation(ends.LocalPort, ends.RemotePort)) with { IsTcp = ends.IsTcp },
            ExtendedSequenceNumbers = spec.ExtendedSequenceNumbers,
            ReplayWindow = ReplayWindow,
            Replay = before?.Replay,
            Usage = before,
            Limits = Limits(spec),
            Selector = SelectorOf(child, isInbound),
            OutputMark = options.OutputMark,
            OffloadLink = link,
            Offload = link == 0 ? XfrmOffload.None : options.Offload == OffloadChoice.Packet ? XfrmOffload.Packet : XfrmOffload.Crypto,
            IsInbound = isInbound,
            MayBeFragmented = true,
            Cpu = isInbound ? -1 : spec.Cpu,
        };
    }

    /// <summary>Without ESN the kernel has no event before the sequence numbers end: the packets are counted for that.</summary>
    private static XfrmLimits Limits(ChildSaSpec spec)
    {
        ulong softPackets = spec.ExtendedSequenceNumbers
            ? spec.Limits.SoftPackets
            : Math.Min(spec.Limits.SoftPackets, SaMeter.SoftSequence);
        return new XfrmLimits(spec.Limits.SoftBytes, spec.Limits.HardBytes, softPackets, spec.Limits.HardPackets);
    }

    private static XfrmSelector? SelectorOf(KernelChild child, bool isInbound)
    {
        if (child.Spec.Mode == EspMode.Tunnel || child.Selectors.Count != 1)
            return null;
        return isInbound ? ChildSelectors.Reversed(child.Selectors[0]) : child.Selectors[0];
    }
}
