using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>
/// Outbound states of the Child SAs that share a policy (RFC 9611). The kernel chooses among them by the CPU, and takes the newest of
/// several for the same one; so of each CPU only the state of that Child SA is there which is to send.
/// </summary>
public sealed class CpuStates(KernelTunnel tunnel, KernelChildren children)
{
    /// <summary>First what is missing, then away with what is too much: at no moment there is none.</summary>
    /// <exception cref="LinuxException">The kernel refused one; nothing was taken away.</exception>
    public void Update()
    {
        foreach (KernelChild child in children.All)
        {
            if (child is { Group: not 0, HasOutbound: false } && children.IsFirstOfCpu(child))
                Add(child);
        }

        foreach (KernelChild child in children.All)
        {
            if (child is { Group: not 0, HasOutbound: true } && !children.IsFirstOfCpu(child))
                Remove(child);
        }
    }

    private void Add(KernelChild child)
    {
        XfrmUsage? before = child.Carried is { } carried ? StateMover.Advance(carried, child.Spec.ExtendedSequenceNumbers) : null;
        StateMover.Add(tunnel.Xfrm, tunnel.Builder, child, isInbound: false, before);
        child.HasOutbound = true;
        if (child.Spec.Cpu >= 0)
            tunnel.Book.Renew(child.Group);
    }

    /// <summary>It may come back, with the counters that it had: where those are not to be had, it stays.</summary>
    private void Remove(KernelChild child)
    {
        if (child.IsLost || !tunnel.Look.TryFind(child.Outbound, out XfrmStateRecord? found) || found is null)
            return;
        child.Carried = found.Usage;
        tunnel.Try(() => child.HasOutbound = !tunnel.Xfrm.DeleteState(child.Outbound));
    }
}
