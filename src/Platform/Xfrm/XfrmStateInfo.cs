using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Xfrm;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>struct xfrm_usersa_info.</summary>
internal static class XfrmStateInfo
{
    /// <exception cref="ArgumentException">Addresses of two families, or a replay window that is too large.</exception>
    public static XfrmUserSaInfo Of(XfrmState state)
    {
        if (state.Source.AddressFamily != state.Destination.AddressFamily)
            throw new ArgumentException($"Two families: {state.Source}, {state.Destination}.", nameof(state));
        ArgumentOutOfRangeException.ThrowIfNegative(state.ReplayWindow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(state.ReplayWindow, XfrmState.LargestReplayWindow);
        return new XfrmUserSaInfo
        {
            sel = state.Selector is { } selector ? XfrmBytes.Selector(selector) : default,
            id = new XfrmId
            {
                daddr = XfrmBytes.Address(state.Destination),
                spi = XfrmBytes.Order(state.Spi),
                proto = (byte)(int)IPPROTO_ESP,
            },
            saddr = XfrmBytes.Address(state.Source),
            lft = Lifetime(state.Limits),
            reqid = state.RequestId,
            family = XfrmBytes.Family(state.Destination),
            mode = (byte)state.Mode,
            replay_window = XfrmReplayCodec.ShortWindow(state),
            flags = Flags(state),
        };
    }

    public static XfrmLifetimeCfg Lifetime(XfrmLimits limits) => new()
    {
        soft_byte_limit = limits.SoftBytes,
        hard_byte_limit = limits.HardBytes,
        soft_packet_limit = limits.SoftPackets,
        hard_packet_limit = limits.HardPackets,
    };

    public static XfrmUsage Usage(in XfrmUserSaInfo info, XfrmReplay replay) => new(
        info.curlft.bytes,
        info.curlft.packets,
        info.curlft.add_time,
        info.curlft.use_time,
        info.stats.replay_window,
        info.stats.replay,
        info.stats.integrity_failed,
        replay);

    // A tunnel without a selector carries both families.
    private static byte Flags(XfrmState state) => (byte)(
        (state.ExtendedSequenceNumbers ? XFRM_STATE_ESN : 0)
        | (state.MayBeFragmented ? XFRM_STATE_NOPMTUDISC : 0)
        | (state is { Mode: XfrmMode.Tunnel, Selector: null } ? XFRM_STATE_AF_UNSPEC : 0));
}
