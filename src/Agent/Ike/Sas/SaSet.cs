using Holdfast.Ike.Tasks;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Sas;

/// <summary>The IKE SAs of a session: one in use, and for a short time those that a rekey makes and leaves behind.</summary>
public sealed class SaSet
{
    /// <summary>Beyond these the oldest goes without a word: a gateway that rekeys without ever deleting costs no memory.</summary>
    private const int Maximum = 8;

    /// <summary>
    /// How long a gateway has to delete an IKE SA that is its to delete; longer than it repeats a request, whose answer it may
    /// still ask for.
    /// </summary>
    private static readonly TimeSpan LeaveTime = TimeSpan.FromSeconds(90);

    private readonly List<SaWorker> _all;

    public SaSet(SaWorker first)
    {
        _all = [first];
        Current = first;
    }

    public SaWorker Current { get; private set; }

    public IReadOnlyList<SaWorker> All => _all;

    /// <summary>A CREATE_CHILD_SA of ours for a Child SA waits for its answer.</summary>
    public bool IsMakingChild => _all.Exists(w => w.Active is ChildExchange);

    public SaWorker? Find(IkeHeader header) => _all.Find(w => w.Sa.Owns(header));

    /// <summary>Made by a rekey; <see cref="Use"/> decides that it stays.</summary>
    public void Add(SaWorker worker)
    {
        _all.Add(worker);
        if (_all.Count > Maximum)
            Discard(_all.Find(w => w != Current && w != worker)!);
    }

    /// <summary>The session goes on over this one; what was queued moves along, and the one before leaves.</summary>
    public void Use(SaWorker worker, Instant now)
    {
        SaWorker before = Current;
        if (before == worker)
            return;
        before.HandOver(worker);
        Leave(before, now);
        worker.Phase = SaPhase.InUse;
        Current = worker;
    }

    /// <summary>To be deleted by the other side, or by nobody when that does not happen in time.</summary>
    public static void Leave(SaWorker worker, Instant now)
    {
        worker.Phase = SaPhase.Leaving;
        worker.RekeyAt = Instant.Never;
        worker.ExpireAt = now + LeaveTime;
    }

    /// <summary>
    /// It is gone, and no successor of another any more. An address update that it was busy with is begun anew on the one in use.
    /// </summary>
    public void Discard(SaWorker worker)
    {
        if (!_all.Remove(worker))
            return;
        foreach (SaWorker before in _all.Where(w => w.PeerSuccessor == worker))
            before.PeerSuccessor = null;
        if (worker.Active is AddressUpdateTask update && !Current.HasTask<AddressUpdateTask>())
            Current.EnqueueFirst(update);
        worker.Dispose();
    }

    /// <summary>The session ends: all go but the one in use, which still has to say so; its keys are the caller's now.</summary>
    public IkeSa Release()
    {
        foreach (SaWorker worker in _all.Where(w => w != Current))
            worker.Dispose();
        _all.Clear();
        Current.Abandon();
        return Current.Sa;
    }
}
