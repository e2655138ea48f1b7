using System.Runtime.InteropServices;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Xfrm;

namespace Holdfast.Platform;

/// <summary>
/// Replay windows and counters. The short form has 32 packets and no high halves; the long one is for all else.
/// </summary>
internal static unsafe class XfrmReplayCodec
{
    private const int WordBits = 32;

    /// <summary>The window in the state's own structure: 0 where the long form has it.</summary>
    public static byte ShortWindow(XfrmState state) => IsLong(state) ? (byte)0 : (byte)Window(state);

    public static void Write(NetlinkRequest request, XfrmState state)
    {
        if (IsLong(state)) WriteLong(request, state);
        else if (state.Replay is { } replay) WriteShort(request, replay);
    }

    public static XfrmReplay? Short(ReadOnlySpan<byte> value) => MemoryMarshal.TryRead(value, out XfrmReplayState found)
        ? new XfrmReplay(found.oseq, 0, found.seq, 0, [found.bitmap])
        : null;

    /// <summary>Null: it has fewer words than it says.</summary>
    public static XfrmReplay? Extended(ReadOnlySpan<byte> value)
    {
        if (!MemoryMarshal.TryRead(value, out XfrmReplayStateEsn found)) return null;
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(value[sizeof(XfrmReplayStateEsn)..]);
        if (found.bmp_len > words.Length) return null;
        return new XfrmReplay(found.oseq, found.oseq_hi, found.seq, found.seq_hi, words[..(int)found.bmp_len].ToArray());
    }

    private static bool IsLong(XfrmState state) => state.ExtendedSequenceNumbers || Window(state) > WordBits;

    // The kernel wants a window with extended numbers, also where nothing comes in, but not of a state that says so.
    private static int Window(XfrmState state) =>
        state.IsInbound ? state.ReplayWindow : state is { ExtendedSequenceNumbers: true, Cpu: < 0 } ? 1 : 0;

    private static void WriteShort(NetlinkRequest request, XfrmReplay replay) =>
        MemoryMarshal.Write(request.Space(XFRMA_REPLAY_VAL, sizeof(XfrmReplayState)), new XfrmReplayState
        {
            oseq = replay.Outbound,
            seq = replay.Inbound,
            bitmap = replay.Bitmap.Length > 0 ? replay.Bitmap[0] : uint.MaxValue,
        });

    // Of a new state the bitmap may be left out.
    private static void WriteLong(NetlinkRequest request, XfrmState state)
    {
        int window = Window(state), words = (window + WordBits - 1) / WordBits;
        int bitmapLength = state.Replay is null ? 0 : words * sizeof(uint);
        Span<byte> space = request.Space(XFRMA_REPLAY_ESN_VAL, sizeof(XfrmReplayStateEsn) + bitmapLength);
        MemoryMarshal.Write(space, new XfrmReplayStateEsn
        {
            bmp_len = (uint)words,
            oseq = state.Replay?.Outbound ?? 0,
            seq = state.Replay?.Inbound ?? 0,
            oseq_hi = state.Replay?.OutboundHigh ?? 0,
            seq_hi = state.Replay?.InboundHigh ?? 0,
            replay_window = (uint)window,
        });
        if (state.Replay is not { } replay) return;
        Span<uint> bitmap = MemoryMarshal.Cast<byte, uint>(space[sizeof(XfrmReplayStateEsn)..]);
        if (replay.Bitmap.Length == words) replay.Bitmap.CopyTo(bitmap);
        else bitmap.Fill(uint.MaxValue); // another window keeps its bits elsewhere: what is in doubt was accepted before
    }
}
