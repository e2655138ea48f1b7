using Holdfast.Host.Kernel;
using Holdfast.Platform;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>A kernel that remembers what it was told, and refuses whichever step a test wants it to.</summary>
internal sealed class FakeKernel : IXfrm
{
    private int _calls;

    public Dictionary<XfrmStateId, XfrmState> States { get; } = [];

    public Dictionary<XfrmPolicyId, XfrmPolicy> Policies { get; } = [];

    public Dictionary<XfrmStateId, byte[]> Keys { get; } = [];

    public Dictionary<XfrmStateId, XfrmUsage> Usage { get; } = [];

    /// <summary>Every change, in order.</summary>
    public List<string> Steps { get; } = [];

    /// <summary>Which of the changes from now on is refused, from 0; -1: none.</summary>
    public int RefusedCall { get; set; } = -1;

    /// <summary>The refusals go on from there.</summary>
    public bool RefusesEver { get; set; }

    public Func<XfrmState, bool> Refuses { get; set; } = _ => false;

    /// <summary>Errno of each look at a state; 0: it is answered.</summary>
    public int FindError { get; set; }

    public int Changes => Steps.Count;

    public bool IsEmpty => States.Count == 0 && Policies.Count == 0;

    public IEnumerable<XfrmPolicy> Outbound => Policies.Values.Where(p => p.Id.Direction == XfrmDirection.Out);

    /// <summary>Steps are counted from here.</summary>
    public void RefuseCall(int number, bool ever = false) => (_calls, RefusedCall, RefusesEver) = (0, number, ever);

    public void AddState(XfrmState state, ReadOnlySpan<byte> encryptionKey, ReadOnlySpan<byte> integrityKey)
    {
        Step($"add {state.Id}");
        if (Refuses(state))
            throw new LinuxException($"add state {state.Id}", 38, "Requested AEAD algorithm not found");
        if (!States.TryAdd(state.Id, state))
            throw new LinuxException($"add state {state.Id}", 17);
        Keys[state.Id] = [.. encryptionKey, .. integrityKey];
        Usage[state.Id] = state.Usage ?? new XfrmUsage(0, 0, 0, 0, 0, 0, 0, new XfrmReplay(0, 0, 0, 0, []));
    }

    public bool DeleteState(XfrmStateId id)
    {
        Step($"delete {id}");
        Keys.Remove(id);
        Usage.Remove(id);
        return States.Remove(id);
    }

    public XfrmStateRecord? FindState(XfrmStateId id)
    {
        if (FindError != 0)
            throw new LinuxException($"find state {id}", FindError);
        return States.TryGetValue(id, out XfrmState? state)
            ? new XfrmStateRecord(id, state.Source, state.Mode, state.RequestId, state.IfId, state.Encapsulation, Usage[id])
            {
                HasKeys = Keys.ContainsKey(id),
            }
            : null;
    }

    public void SetPolicy(XfrmPolicy policy)
    {
        Step($"set {policy} {policy.Action} {policy.Template?.Spi:x8}");
        Policies[policy.Id] = policy;
    }

    public bool DeletePolicy(XfrmPolicyId id)
    {
        Step($"delete {id}");
        return Policies.Remove(id);
    }

    /// <summary>Packets went through a state.</summary>
    public void Carry(XfrmStateId id, ulong packets, uint sequence = 0)
    {
        XfrmUsage before = Usage[id];
        Usage[id] = before with
        {
            Packets = before.Packets + packets,
            Bytes = before.Bytes + (packets * 100),
            Replay = before.Replay with { Outbound = sequence, Inbound = sequence },
        };
    }

    /// <summary>Someone else, or a hard limit, took it away.</summary>
    public void Lose(XfrmStateId id) => States.Remove(id);

    private void Step(string what)
    {
        int call = _calls++;
        if (RefusedCall >= 0 && (call == RefusedCall || (RefusesEver && call > RefusedCall)))
            throw new LinuxException(what, 12);
        Steps.Add(what);
    }
}
