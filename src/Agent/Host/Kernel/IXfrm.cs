using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>What the kernel path asks of the kernel. Every refusal is a LinuxException.</summary>
public interface IXfrm
{
    /// <summary>Adds a state; one of its name that only waits for its keys is replaced.</summary>
    void AddState(XfrmState state, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey);

    /// <summary>False: there is none.</summary>
    bool DeleteState(XfrmStateId id);

    XfrmStateRecord? FindState(XfrmStateId id);

    /// <summary>Adds it, or replaces the one of its name at once.</summary>
    void SetPolicy(XfrmPolicy policy);

    /// <summary>False: there is none.</summary>
    bool DeletePolicy(XfrmPolicyId id);
}
