using Holdfast.Host.Net;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>The kernel with a note of what it has of ours, made before and crossed out after, for whoever comes after a crash.</summary>
public sealed class JournaledXfrm(IXfrm xfrm, KernelJournal journal, uint tag) : IXfrm
{
    private readonly HashSet<XfrmPolicyId> _policies = [];

    public void AddState(XfrmState state, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey)
    {
        journal.Record(KernelEntry.State(state.Destination, state.Spi));
        xfrm.AddState(state, encryptionKey, integrityKey);
    }

    public bool DeleteState(XfrmStateId id)
    {
        bool isDeleted = xfrm.DeleteState(id);
        journal.Forget(KernelEntry.State(id.Destination, id.Spi));
        return isDeleted;
    }

    public XfrmStateRecord? FindState(XfrmStateId id) => xfrm.FindState(id);

    public void SetPolicy(XfrmPolicy policy)
    {
        journal.Record(KernelEntry.Policies(tag));
        _policies.Add(policy.Id);
        xfrm.SetPolicy(policy);
    }

    public bool DeletePolicy(XfrmPolicyId id)
    {
        bool isDeleted = xfrm.DeletePolicy(id);
        _policies.Remove(id);
        if (_policies.Count == 0)
            journal.Forget(KernelEntry.Policies(tag));
        return isDeleted;
    }
}
