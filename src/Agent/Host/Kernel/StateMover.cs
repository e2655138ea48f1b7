using System.Diagnostics.CodeAnalysis;
using Holdfast.Ike;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>Puts the states of a Child SA into the kernel, and makes them anew with other addresses when the path changes.</summary>
public sealed class StateMover(IXfrm xfrm, StateBuilder builder, PolicyBook book)
{
    /// <summary>
    /// Sequence numbers left out, so that none is used twice: packets may be sent between the look at the counter and the end of
    /// the state. A gateway's window takes such a gap.
    /// </summary>
    private const uint Gap = 32;

    /// <summary>Outbound first: the gateway learns of the path from us.</summary>
    public bool TryMove(KernelChild child, IkePath ends, [NotNullWhen(false)] out string? problem)
    {
        problem = "its states are gone from the kernel";
        try
        {
            (XfrmStateId oldInbound, XfrmStateId oldOutbound) = (child.Inbound, child.Outbound);
            XfrmUsage? carried = child.HasOutbound ? xfrm.FindState(oldOutbound)?.Usage : child.Carried;
            if (xfrm.FindState(oldInbound) is not { } inbound || (child.HasOutbound && carried is null))
                return false;
            if (child.HasOutbound)
                xfrm.DeleteState(oldOutbound);
            xfrm.DeleteState(oldInbound);
            child.Ends = ends;
            if (child.HasOutbound)
                Add(xfrm, builder, child, isInbound: false, Advance(carried!, child.Spec.ExtendedSequenceNumbers));
            book.Update();
            Add(xfrm, builder, child, isInbound: true, inbound.Usage);
            problem = null;
            return true;
        }
        catch (LinuxException failure)
        {
            problem = failure.Message;
            return false;
        }
    }

    /// <param name="before">What the state had carried that this one takes the place of; null: none.</param>
    public static void Add(IXfrm xfrm, StateBuilder builder, KernelChild child, bool isInbound, XfrmUsage? before)
    {
        ReadOnlySpan<byte> key = (isInbound ? child.Spec.InboundKey : child.Spec.OutboundKey).Span;
        int split = KernelAlgorithm.EncryptionPart(child.Spec.Algorithm);
        XfrmState state = builder.Build(child, isInbound, before);
        try
        {
            xfrm.AddState(state, key[..split], key[split..]);
        }
        catch (LinuxException) when (state.Offload != XfrmOffload.None && builder.MayDoWithoutOffload)
        {
            xfrm.AddState(state with { Offload = XfrmOffload.None, OffloadLink = 0 }, key[..split], key[split..]);
        }
    }

    public static XfrmUsage Advance(XfrmUsage usage, bool isExtended)
    {
        XfrmReplay replay = usage.Replay;
        uint next = replay.Outbound > uint.MaxValue - Gap && !isExtended ? uint.MaxValue : unchecked(replay.Outbound + Gap);
        uint high = isExtended && next < replay.Outbound ? replay.OutboundHigh + 1 : replay.OutboundHigh;
        return usage with { Replay = replay with { Outbound = next, OutboundHigh = high } };
    }
}
