using Holdfast.Esp;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>
/// The policies of one connection in the kernel. Two with equal selectors can't be there at once, so that its sessions share
/// them: what goes out goes by the Child SAs of the one session that carries; what comes in is taken for the Child SAs of all
/// of them, as those templates name no SPI. Each change is what has become different, and undone where the kernel refuses it.
/// </summary>
public sealed class PolicyBook(IXfrm xfrm, KernelOptions options)
{
    private Dictionary<XfrmPolicyId, XfrmPolicy> _held = [];

    /// <summary>The Child SAs of all sessions.</summary>
    public List<KernelChildren> Sessions { get; } = [];

    /// <summary>Those of the session that carries what goes out; null: none.</summary>
    public KernelChildren? Carrier { get; set; }

    /// <summary>What the kernel has.</summary>
    public IReadOnlyCollection<XfrmPolicy> Held => _held.Values;

    /// <summary>Makes the kernel's policies what the sessions are now.</summary>
    /// <exception cref="LinuxException">It refused one: all are as they were.</exception>
    public void Update() => Change(Wanted());

    /// <summary>The kernel remembers with a policy the states that it found for it, and looks for no better ones: so it gets a new one.</summary>
    /// <param name="group">Request id of its template.</param>
    /// <exception cref="LinuxException">It refused; the old one stays.</exception>
    public void Renew(uint group)
    {
        foreach (XfrmPolicy policy in _held.Values)
        {
            if (policy.Template?.RequestId == group)
                xfrm.SetPolicy(policy);
        }
    }

    /// <summary>Takes all away, whatever the sessions are. What the kernel refuses is reported and left.</summary>
    public void Clear(Log log)
    {
        foreach (XfrmPolicyId id in _held.Keys)
        {
            try
            {
                xfrm.DeletePolicy(id);
            }
            catch (LinuxException failure)
            {
                log.Warning(failure.Message);
            }
        }

        _held = [];
    }

    private Dictionary<XfrmPolicyId, XfrmPolicy> Wanted()
    {
        Dictionary<XfrmPolicyId, XfrmPolicy> wanted = [];
        if (Carrier is { } carrier)
        {
            foreach (KernelChild child in carrier.Senders)
                AddOutbound(wanted, child, sends: true);
            foreach (KernelChild child in carrier.All)
                AddOutbound(wanted, child, sends: false);
        }

        if (wanted.Count == 0 && options.BlocksWhenIdle)
            KeepBlocked(wanted);
        foreach (KernelChildren session in Sessions)
        {
            foreach (KernelChild child in session.All)
                AddInbound(wanted, child);
        }

        return wanted;
    }

    /// <summary>The first to name a selector has it.</summary>
    private void AddOutbound(Dictionary<XfrmPolicyId, XfrmPolicy> wanted, KernelChild child, bool sends)
    {
        foreach (XfrmSelector selector in child.Selectors)
        {
            XfrmPolicyId id = new(selector, XfrmDirection.Out, options.IfId);
            wanted.TryAdd(id, new XfrmPolicy(id)
            {
                Action = sends ? XfrmAction.Allow : XfrmAction.Block,
                Priority = ChildSelectors.Priority(selector),
                Template = sends ? Template(child, isInbound: false) : null,
                OffloadLink = sends && options.Offload == Config.OffloadChoice.Packet ? options.Uplink(child.Ends.Remote) : 0,
            });
        }
    }

    private void AddInbound(Dictionary<XfrmPolicyId, XfrmPolicy> wanted, KernelChild child)
    {
        foreach (XfrmSelector outbound in child.Selectors)
        {
            XfrmSelector selector = ChildSelectors.Reversed(outbound);
            AddInbound(wanted, child, selector, XfrmDirection.In);
            if (child.Spec.Mode == EspMode.Tunnel)
                AddInbound(wanted, child, selector, XfrmDirection.Forward);
        }
    }

    private void AddInbound(
        Dictionary<XfrmPolicyId, XfrmPolicy> wanted, KernelChild child, XfrmSelector selector, XfrmDirection direction)
    {
        XfrmPolicyId id = new(selector, direction, options.IfId);
        wanted[id] = new XfrmPolicy(id)
        {
            Priority = ChildSelectors.Priority(selector),
            Template = Template(child, isInbound: true),
        };
    }

    /// <summary>Inbound, the request id alone says whose a packet was: any address, as sessions and paths have several.</summary>
    private XfrmTemplate Template(KernelChild child, bool isInbound)
    {
        XfrmMode mode = child.Spec.Mode == EspMode.Transport ? XfrmMode.Transport : XfrmMode.Tunnel;
        System.Net.IPAddress any = Wire.IpAddress.First(child.Ends.Remote.Family).ToIPAddress();
        if (isInbound)
            return new XfrmTemplate(any, any, 0, options.RequestId, mode);
        (uint spi, uint requestId) = child.Group == 0 ? (child.Spec.OutboundSpi, options.RequestId) : (0, child.Group);
        return new XfrmTemplate(child.Ends.Local.ToIPAddress(), child.Ends.Remote.ToIPAddress(), spi, requestId, mode);
    }

    private void KeepBlocked(Dictionary<XfrmPolicyId, XfrmPolicy> wanted)
    {
        foreach (XfrmPolicy policy in _held.Values)
        {
            if (policy.Id.Direction != XfrmDirection.In)
                wanted.Add(policy.Id, policy with { Action = XfrmAction.Block, Template = null, OffloadLink = 0 });
        }
    }

    private void Change(Dictionary<XfrmPolicyId, XfrmPolicy> wanted)
    {
        List<XfrmPolicyId> changed = [];
        try
        {
            foreach (XfrmPolicy policy in wanted.Values)
            {
                if (policy.Equals(_held.GetValueOrDefault(policy.Id)))
                    continue;
                xfrm.SetPolicy(policy);
                changed.Add(policy.Id);
            }

            foreach (XfrmPolicyId id in _held.Keys)
            {
                if (wanted.ContainsKey(id))
                    continue;
                xfrm.DeletePolicy(id);
                changed.Add(id);
            }
        }
        catch (LinuxException)
        {
            Undo(changed);
            throw;
        }

        _held = wanted;
    }

    private void Undo(List<XfrmPolicyId> changed)
    {
        for (int i = changed.Count - 1; i >= 0; i--)
        {
            try
            {
                if (_held.GetValueOrDefault(changed[i]) is { } before)
                    xfrm.SetPolicy(before);
                else
                    xfrm.DeletePolicy(changed[i]);
            }
            catch (LinuxException)
            {
                // The refusal that led here is the one to be told. Equal to no policy that is wanted, so the next change tries again.
                _held[changed[i]] = new XfrmPolicy(changed[i]) { Priority = uint.MaxValue };
            }
        }
    }
}
