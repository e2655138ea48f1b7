using Holdfast.Ike.Actions;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

public enum TaskResult
{
    Done,

    /// <summary>To be built anew and sent at once, before any other task.</summary>
    Again,
}

/// <summary>
/// One exchange of ours inside the established state: what is sent, and what the answer means. What goes wrong for good is
/// told to <see cref="SessionCore.End"/>.
/// </summary>
public abstract class ExchangeTask(SessionCore core)
{
    public abstract ExchangeType Exchange { get; }

    /// <summary>The exchange makes, replaces or deletes a Child SA; an IKE SA is not rekeyed meanwhile (section 2.25.1).</summary>
    public virtual bool ConcernsChild => false;

    protected SessionCore Core { get; } = core;

    /// <summary>The request's payloads; null when there is nothing left to do.</summary>
    public abstract IReadOnlyList<Payload>? Build(SaWorker sa, Instant now);

    /// <summary>The authentic answer, which may hold an error notification.</summary>
    public abstract TaskResult Process(SaWorker sa, IReadOnlyList<Payload> payloads, Instant now);

    /// <summary>The answer is authentic, but not what RFC 7296 allows; the gateway lives all the same.</summary>
    public virtual void ProcessFault(SaWorker sa, IkeFault fault, Instant now) =>
        Core.Context.Note(NoteLevel.Warning, $"answer of the gateway not understood: {fault.Message}");

    /// <summary>The IKE SA that it ran on is gone; no answer will come.</summary>
    public virtual void Abandon()
    {
    }
}
