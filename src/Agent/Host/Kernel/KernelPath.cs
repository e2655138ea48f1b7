using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Ike;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Kernel;

/// <summary>
/// The Child SAs of one session when the kernel carries the packets: states and policies. What the core learns from packets
/// on the userspace path it learns here from the kernel's counters and events.
/// </summary>
public sealed class KernelPath : IChildPath
{
    private const int NoDevice = 19; // ENODEV

    /// <summary>Between two looks at the counters while traffic is the sign to send through a successor.</summary>
    private static readonly TimeSpan HandoverInterval = TimeSpan.FromMilliseconds(250);

    private readonly KernelTunnel _tunnel;
    private readonly IKernelPathOwner _owner;
    private readonly KernelChildren _children = new();
    private readonly CpuStates _cpus;
    private readonly Queue<ChildExpiry> _expiries = new();
    private Instant _sampledAt;

    public KernelPath(KernelTunnel tunnel, IKernelPathOwner owner)
    {
        (_tunnel, _owner, _cpus) = (tunnel, owner, new CpuStates(tunnel, _children));
        tunnel.Add(this, _children);
    }

    public IEnumerable<ChildSaSpec> Specs => _children.All.Select(c => c.Spec);

    /// <summary>It carried what goes out: sequence numbers are used up.</summary>
    public bool HasCarried { get; private set; }

    public Instant NextDeadline
    {
        get
        {
            if (_children.All.Count == 0)
                return Instant.Never;
            bool isHandover = _children.All.Any(c => c.AwaitsTraffic);
            return _sampledAt + (isHandover ? HandoverInterval : _tunnel.Options.SampleInterval);
        }
    }

    private PolicyBook Book => _tunnel.Book;

    public void HandleTimeout(Instant now)
    {
        if (now >= NextDeadline)
            Sample();
    }

    public void Install(ChildSaSpec spec, bool sendToo, uint? replaces)
    {
        if (_tunnel.IsClosed)
            throw new LinuxException("install Child SA", NoDevice, "the kernel path was given up");
        KernelChild child = new(spec, ChildSelectors.Of(spec), _owner.Ends) { MaySend = sendToo, AwaitsTraffic = !sendToo };
        if (_children.All.Count == 0)
            _sampledAt = _owner.Now;
        try
        {
            AddState(child, isInbound: true);
            if (!spec.IsPerCpu)
                AddState(child, isInbound: false);
            _children.Add(child, replaces);
            if (spec.IsPerCpu && child.Group == 0)
                child.Group = _tunnel.NextGroup();
            Apply();
        }
        catch (LinuxException failure)
        {
            if (_children.All.Contains(child))
                _children.Remove(child);
            DeleteStates(child);
            _tunnel.Try(_cpus.Update);
            throw new LinuxException(
                $"Child SA {spec.Name} with {spec.Algorithm}: {failure.Call}", failure.Errno, failure.Detail);
        }
    }

    public void SendThrough(uint inboundSpi)
    {
        if (_children.Find(inboundSpi) is not { } child)
            return;
        bool before = child.MaySend;
        int index = _children.MoveTo(child, 0);
        child.MaySend = true;
        try
        {
            Apply();
            child.AwaitsTraffic = false;
        }
        catch (LinuxException)
        {
            child.MaySend = before;
            _children.MoveTo(child, index);
            _tunnel.Try(_cpus.Update);
            throw;
        }
    }

    public void StopSending(uint inboundSpi)
    {
        if (_children.Find(inboundSpi) is not { MaySend: true } child)
            return;
        child.MaySend = false;
        try
        {
            Apply();
        }
        catch (LinuxException)
        {
            child.MaySend = true;
            _tunnel.Try(_cpus.Update);
            throw;
        }
    }

    public void Remove(uint inboundSpi)
    {
        if (_children.Find(inboundSpi) is not { } child)
            return;
        _children.Remove(child);
        _tunnel.Try(Apply);
        DeleteStates(child);
        child.WipeKeys();
    }

    public void Carry(bool carries)
    {
        KernelChildren? before = Book.Carrier;
        if (carries == (before == _children))
            return;
        Book.Carrier = carries ? _children : null;
        try
        {
            Book.Update();
            HasCarried |= carries;
        }
        catch (LinuxException)
        {
            Book.Carrier = before;
            throw;
        }
    }

    /// <summary>
    /// The states are made anew with the counters they had. One where that fails is reported as gone, so that the core makes
    /// another Child SA.
    /// </summary>
    public void Move()
    {
        IkePath ends = _owner.Ends;
        foreach (KernelChild child in _children.All)
        {
            if (child.Ends.Equals(ends) || child.IsLost)
                continue;
            if (!new StateMover(_tunnel.Xfrm, _tunnel.Builder, Book).TryMove(child, ends, out string? problem))
                Lose(child, problem);
        }
    }

    public void Look()
    {
        if (_children.All.Count > 0)
            Sample();
    }

    public bool TryTakeExpiry(out ChildExpiry expiry) => _expiries.TryDequeue(out expiry);

    public IReadOnlyList<ChildSaStatus> Status() => [.. _children.All.Select(Describe)];

    public void CountDrops(SortedDictionary<string, long> drops)
    {
        foreach (KernelChild child in _children.All)
        {
            if (_tunnel.Look.Usage(child.Inbound) is not { } usage)
                continue;
            Count(drops, DropReason.ReplayTooOld, usage.OutsideWindow);
            Count(drops, DropReason.ReplayDuplicate, usage.Replayed);
            Count(drops, DropReason.AuthenticationFailed, usage.Forged);
        }
    }

    /// <summary>A limit was reached, as the kernel tells; false if the state is not of this session.</summary>
    public bool TryExpire(XfrmStateId id, bool isHard)
    {
        if (FindChild(id) is not { } child)
            return false;
        child.IsLost |= isHard;
        _expiries.Enqueue(new ChildExpiry(child.Spec.InboundSpi, isHard));
        _owner.HandleBurstEnd();
        return true;
    }

    /// <summary>The gateway's packets come from elsewhere; false if the state is not of this session.</summary>
    public bool TryMap(XfrmMapping mapping)
    {
        if (FindChild(mapping.Id) is null)
            return false;
        _owner.HandleMapping(Wire.IpAddress.From(mapping.NewSource), mapping.NewPort);
        return true;
    }

    /// <summary>Something was lost, or asked for: looks whether all states are there.</summary>
    public void Resync()
    {
        Sample();
        _owner.HandleBurstEnd();
    }

    /// <summary>Gives up the Child SAs, but not their keys: the oldest first, with whether each may send.</summary>
    public IReadOnlyList<KernelChild> Release()
    {
        IReadOnlyList<KernelChild> released = [.. _children.All];
        Clear();
        return released;
    }

    public void Dispose()
    {
        foreach (KernelChild child in Release())
            child.WipeKeys();
    }

    private static void Count(SortedDictionary<string, long> drops, DropReason reason, uint packets)
    {
        if (packets > 0)
            drops[reason.ToString()] = drops.GetValueOrDefault(reason.ToString()) + packets;
    }

    private void Clear()
    {
        List<KernelChild> all = [.. _children.All];
        foreach (KernelChild child in all)
            _children.Remove(child);
        _tunnel.Remove(this, _children);
        foreach (KernelChild child in all)
            DeleteStates(child);
    }

    private void AddState(KernelChild child, bool isInbound)
    {
        StateMover.Add(_tunnel.Xfrm, _tunnel.Builder, child, isInbound, null);
        child.HasOutbound |= !isInbound;
    }

    private void Apply()
    {
        _cpus.Update();
        Book.Update();
    }

    private void DeleteStates(KernelChild child)
    {
        _tunnel.Try(() => _tunnel.Xfrm.DeleteState(child.Outbound));
        _tunnel.Try(() => _tunnel.Xfrm.DeleteState(child.Inbound));
    }

    private KernelChild? FindChild(XfrmStateId id)
    {
        foreach (KernelChild child in _children.All)
        {
            if (child.Inbound == id || child.Outbound == id)
                return child;
        }

        return null;
    }

    private void Sample()
    {
        Instant since = _sampledAt;
        _sampledAt = _owner.Now;
        (bool sent, bool received) = (false, false);
        foreach (KernelChild child in (KernelChild[])[.. _children.All])
        {
            if (child.IsLost)
                continue;
            XfrmStateRecord? outbound = null;
            if (!_tunnel.Look.TryFind(child.Inbound, out XfrmStateRecord? inbound)
                || (child.HasOutbound && !_tunnel.Look.TryFind(child.Outbound, out outbound)))
                continue;
            // The placeholder that a packet leaves which found no state has no keys.
            if (inbound is null || (child.HasOutbound && outbound is not { HasKeys: true }))
            {
                Lose(child, "its states are gone from the kernel");
                continue;
            }

            NoteTraffic(child, inbound.Usage.Packets, outbound?.Usage.Packets ?? child.SentPackets, since, ref sent, ref received);
        }

        if (sent || received)
            _owner.NoteCarried(since, sent, received);
    }

    /// <summary>What came in since the last look is taken for the answer to what went out since then.</summary>
    private void NoteTraffic(KernelChild child, ulong inbound, ulong outbound, Instant since, ref bool sent, ref bool received)
    {
        (bool isSent, bool isReceived) = (outbound != child.SentPackets, inbound != child.SeenPackets);
        (child.SentPackets, child.SeenPackets) = (outbound, inbound);
        (sent, received) = (sent || isSent, received || isReceived);
        if (isSent)
            _owner.NoteOutbound(since);
        if (isSent && child.Group != 0 && child.Spec.Cpu < 0)
            WantCpus(child.Spec.InboundSpi);
        if (isReceived)
            _owner.NoteInbound(child.Spec.InboundSpi);
    }

    /// <summary>
    /// What the one for all CPUs carries is of a CPU that has none of its own; of which one, is not said. The kernel would say it (ACQUIRE), but
    /// drops what follows until there is a state for that CPU, and goes on so where the gateway takes no more.
    /// </summary>
    private void WantCpus(uint inboundSpi)
    {
        for (int cpu = 0; cpu < _tunnel.Options.Cpus; cpu++)
            _owner.WantCpu(inboundSpi, cpu);
    }

    private void Lose(KernelChild child, string problem)
    {
        child.IsLost = true;
        _tunnel.Log.Warning($"Child SA {child.Spec.Name} (in {child.Spec.InboundSpi:x8}) is lost: {problem}");
        _expiries.Enqueue(new ChildExpiry(child.Spec.InboundSpi, true));
    }

    private ChildSaStatus Describe(KernelChild child) => new(
        child.Spec, Carried(child.Inbound), Carried(child.Outbound))
    {
        Sends = Book.Carrier == _children && _children.IsSender(child),
    };

    private TrafficSnapshot Carried(XfrmStateId id) => _tunnel.Look.Usage(id) is { } usage
        ? new TrafficSnapshot((long)usage.Packets, (long)usage.Bytes, null)
        : default;
}
