using System.Runtime.CompilerServices;

namespace Holdfast.Esp;

/// <summary>
/// What a tree said of flows that were just here, so that their packets cost the same among a thousand selectors as with
/// one. Flows that meet in one place take turns; that is only slower. One thread at a time.
/// </summary>
public sealed class FlowCache
{
    private const int Bits = 7;

    /// <summary>With less than these comparisons the tree is as quick.</summary>
    private const int Shallow = 2;

    private readonly Slot[] _slots = new Slot[1 << Bits];
    private SelectorTree? _tree;
    private bool _isDeep;

    /// <summary>As <see cref="SelectorTree.Find"/>, of this tree. With another one it begins anew.</summary>
    public int Find(SelectorTree tree, in Flow flow)
    {
        if (_tree != tree)
            Begin(tree);
        if (!_isDeep)
            return tree.Find(flow);
        ulong rest = Rest(flow);
        ref Slot slot = ref _slots[Place(flow, rest)];
        if (slot.Answer != 0 && slot.Rest == rest && slot.Remote == flow.Remote && slot.Local == flow.Local)
            return slot.Answer - Slot.Shift;

        int owner = tree.Find(flow);
        slot = new Slot(flow.Local, flow.Remote, rest, owner + Slot.Shift);
        return owner;
    }

    private void Begin(SelectorTree tree)
    {
        Array.Clear(_slots);
        _tree = tree;
        _isDeep = tree.Worst.Depth > Shallow;
    }

    private static ulong Rest(in Flow flow) =>
        ((ulong)(uint)flow.LocalPort << 32) | ((ulong)(uint)flow.RemotePort << 12) | ((ulong)flow.Protocol << 1) | (flow.IsIPv6 ? 1ul : 0);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Place(in Flow flow, ulong rest)
    {
        const ulong Odd = 0x9E37_79B9_7F4A_7C15; // 2 to the 64 over the golden ratio: its products differ in the high bits
        ulong mixed = (((ulong)flow.Remote ^ (ulong)(flow.Remote >> 64)) * Odd) + (ulong)flow.Local + (ulong)(flow.Local >> 64) + rest;
        return (int)((mixed * Odd) >> (64 - Bits));
    }

    /// <param name="local">Of the flow.</param>
    /// <param name="remote">Of the flow.</param>
    /// <param name="rest">Its ports, protocol and family.</param>
    /// <param name="answer">The owner and <see cref="Shift"/>; 0 while nothing is here.</param>
    private readonly struct Slot(UInt128 local, UInt128 remote, ulong rest, int answer)
    {
        /// <summary>So that -1, that there is none, is not 0 either.</summary>
        public const int Shift = 2;

        public readonly UInt128 Local = local;
        public readonly UInt128 Remote = remote;
        public readonly ulong Rest = rest;
        public readonly int Answer = answer;
    }
}
