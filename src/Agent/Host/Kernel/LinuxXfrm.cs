using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>The kernel of this machine.</summary>
public sealed class LinuxXfrm(XfrmNetlink netlink) : IXfrm
{
    private const int Eexist = 17;

    /// <summary>
    /// A packet that found no state leaves a placeholder for half a minute, with the SPI of its policy's template; Update makes a
    /// state of that.
    /// </summary>
    public void AddState(XfrmState state, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey)
    {
        if (netlink.Add(state, encryptionKey, integrityKey))
            return;
        bool isPlaceholder = netlink.Find(state.Id) is { Usage: { Packets: 0, Bytes: 0 } } && netlink.Delete(state.Id);
        if (!isPlaceholder || !netlink.Add(state, encryptionKey, integrityKey))
            throw new LinuxException($"add state {state.Id}", Eexist);
    }

    public bool DeleteState(XfrmStateId id) => netlink.Delete(id);

    public XfrmStateRecord? FindState(XfrmStateId id) => netlink.Find(id);

    public void SetPolicy(XfrmPolicy policy) => netlink.Set(policy);

    public bool DeletePolicy(XfrmPolicyId id) => netlink.Delete(id);
}
