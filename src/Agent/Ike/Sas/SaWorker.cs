using Holdfast.Ike.Answers;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Tasks;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Sas;

public enum SaPhase
{
    /// <summary>The one that carries the session's exchanges.</summary>
    InUse,

    /// <summary>Made by a rekey that both sides began; which of the two stays is not decided yet.</summary>
    Candidate,

    /// <summary>Replaced or redundant; the side whose task it is deletes it.</summary>
    Leaving,

    /// <summary>Our Delete is out.</summary>
    Deleting,
}

/// <summary>One IKE SA at work: its exchanges of ours, one at a time and in order, and how long it lives.</summary>
public sealed class SaWorker(SessionCore core, IkeSa sa, ReadOnlyMemory<byte> lowestNonce)
{
    private readonly SaChannel _channel = new(core.Context, sa);
    private readonly LinkedList<ExchangeTask> _queue = new();

    public IkeSa Sa { get; } = sa;

    public SaPhase Phase { get; set; } = SaPhase.InUse;

    /// <summary>The exchange whose answer is awaited.</summary>
    public ExchangeTask? Active { get; private set; }

    /// <summary>The lower nonce of the exchange that made it (RFC 7296 section 2.8.2).</summary>
    public ReadOnlyMemory<byte> LowestNonce { get; } = lowestNonce;

    /// <summary>The successor that the gateway's rekey made, while ours is under way.</summary>
    public SaWorker? PeerSuccessor { get; set; }

    /// <summary>What the gateway has begun on it and not completed.</summary>
    public Unfinished Unfinished { get; } = new();

    public Instant RekeyAt { get; set; } = Instant.Never;

    public Instant ExpireAt { get; set; } = Instant.Never;

    /// <summary>Our rekey of it is under way.</summary>
    public bool IsRekeying => Active is IkeRekeyTask;

    /// <summary>Nothing is awaited and nothing waits.</summary>
    public bool IsIdle => !Sa.Window.IsBusy && _queue.Count == 0;

    public Instant NextDeadline => Instant.Earliest(
        Instant.Earliest(Sa.Window.NextDeadline, Unfinished.NextDeadline), Instant.Earliest(RekeyAt, ExpireAt));

    public ReceivedMessage Receive(IkeHeader header, ReadOnlySpan<byte> message, Instant now) =>
        _channel.Receive(header, message, now);

    /// <summary>Retransmits; true when the gateway did not answer to the end.</summary>
    public bool HandleTimeout(Instant now)
    {
        Unfinished.HandleTimeout(now);
        return _channel.HandleTimeout(now);
    }

    /// <summary>The request that waits goes out once more, unchanged: the address has changed under it.</summary>
    public void Resend(Instant now) => _channel.Resend(now);

    public void Enqueue(ExchangeTask task) => _queue.AddLast(task);

    public void EnqueueFirst(ExchangeTask task) => _queue.AddFirst(task);

    public bool HasTask<T>()
        where T : ExchangeTask => Active is T || _queue.Any(t => t is T);

    /// <summary>Starts the next exchange if none is under way.</summary>
    public void Advance(Instant now)
    {
        while (!Sa.Window.IsBusy && _queue.First is { } first)
        {
            _queue.RemoveFirst();
            if (first.Value.Build(this, now) is not { } payloads)
                continue;
            Active = first.Value;
            Sa.SendRequest(Active.Exchange, payloads, now);
        }
    }

    /// <summary>The answer came; the window is free already.</summary>
    public void Complete(ReceivedMessage response, Instant now)
    {
        if (Active is not { } task)
            return;
        Active = null;
        if (response.Payloads.Find(NotifyType.InvalidSyntax) is { } malformed)
        {
            task.Abandon();
            core.EndAsMalformed(this, NotifyFaults.From(malformed));
            return;
        }

        if (response.Fault is { } fault)
            task.ProcessFault(this, fault, now);
        else if (task.Process(this, response.Payloads, now) == TaskResult.Again)
            EnqueueFirst(task);
    }

    /// <summary>What waits goes on over the successor; but that one needs no rekey yet.</summary>
    public void HandOver(SaWorker successor)
    {
        foreach (ExchangeTask task in _queue.Where(t => t is not IkeRekeyTask))
            successor.Enqueue(task);
        _queue.Clear();
    }

    /// <summary>What waited for answers learns that none will come.</summary>
    public void Abandon()
    {
        Unfinished.Dispose();
        Active?.Abandon();
        Active = null;
        foreach (ExchangeTask task in _queue)
            task.Abandon();
        _queue.Clear();
    }

    /// <summary>The end of it: keys are zeroed.</summary>
    public void Dispose()
    {
        Abandon();
        Sa.Dispose();
    }
}
