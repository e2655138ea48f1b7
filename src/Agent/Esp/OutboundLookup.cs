using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Esp;

/// <summary>
/// Which Child SA a packet goes through: of those that send and whose selectors have it the one with the most specific
/// selector (<see cref="SelectorEntry.Compare"/>). Immutable.
/// </summary>
internal sealed class OutboundLookup
{
    public static readonly OutboundLookup Empty = new([], [], SelectorTree.Of());

    private readonly OutboundChild[] _senders;
    private readonly OutboundSa[] _sas;
    private readonly SelectorTree _tree;

    private OutboundLookup(OutboundPlace[] places, OutboundChild[] senders, SelectorTree tree)
    {
        Places = places;
        _senders = senders;
        _tree = tree;
        _sas = new OutboundSa[senders.Length];
        for (int i = 0; i < senders.Length; i++)
            _sas[i] = senders[i].Sa;
    }

    /// <summary>In the order of installation.</summary>
    public OutboundPlace[] Places { get; }

    public bool TryFind(in InnerPacket packet, [NotNullWhen(true)] out OutboundSa? sa)
    {
        int sender = _tree.Find(packet.Outbound);
        sa = sender < 0 ? null : _sas[sender];
        return sa is not null;
    }

    /// <summary>With other places. Where the selectors are what they were, as after a rekey, so is the tree.</summary>
    public OutboundLookup With(OutboundPlace[] places)
    {
        List<OutboundChild> senders = [];
        foreach (OutboundPlace place in places)
        {
            if (place.Sender is { } sender)
                senders.Add(sender);
        }

        return new OutboundLookup(places, senders.ToArray(), HasSelectorsOf(senders) ? _tree : Build(senders));
    }

    private bool HasSelectorsOf(List<OutboundChild> senders)
    {
        bool isSame = senders.Count == _senders.Length;
        for (int i = 0; isSame && i < _senders.Length; i++)
            isSame = senders[i].Policy.IsSameAs(_senders[i].Policy);
        return isSame;
    }

    private static SelectorTree Build(List<OutboundChild> senders)
    {
        SelectorPolicy[] policies = new SelectorPolicy[senders.Count];
        for (int i = 0; i < policies.Length; i++)
            policies[i] = senders[i].Policy;
        return SelectorTree.Of(policies);
    }
}
