using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>Rekeys the IKE SA in time, and ends those that a rekey left behind when nobody deletes them.</summary>
public sealed class IkeUpkeep(SessionCore core) : Duty(core)
{
    /// <summary>Message IDs are 32 bits and never wrap (RFC 7296 section 2.2); far before that there are new ones.</summary>
    private const uint LastMessageId = 0x4000_0000;

    public override Instant NextDeadline =>
        Core.Sas.All.Aggregate(Instant.Never, (at, sa) => Instant.Earliest(at, Instant.Earliest(sa.RekeyAt, sa.ExpireAt)));

    public override void HandleTimeout(Instant now)
    {
        SaWorker current = Core.Sas.Current;
        if (current.Sa.Window.NextRequestId > LastMessageId && !current.HasTask<IkeRekeyTask>())
            current.RekeyAt = now;
        foreach (SaWorker worker in Core.Sas.All.Where(w => w.RekeyAt <= now || w.ExpireAt <= now).ToList())
            Act(worker, now);
    }

    private void Act(SaWorker worker, Instant now)
    {
        if (worker.ExpireAt <= now && worker != Core.Sas.Current)
        {
            Core.Sas.Discard(worker);
        }
        else if (worker.ExpireAt <= now)
        {
            worker.ExpireAt = Instant.Never;
            Core.End(
                new IkeFault(FaultKind.Expired, Blame.Gateway, "the IKE SA's lifetime is over and the gateway did not rekey it"),
                tellPeer: true);
        }
        else if (worker.RekeyAt <= now)
        {
            worker.RekeyAt = Instant.Never;
            if (worker == Core.Sas.Current && !worker.HasTask<IkeRekeyTask>())
                worker.Enqueue(new IkeRekeyTask(Core));
        }
    }
}
