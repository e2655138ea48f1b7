using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>Keeps the wanted Child SAs there: asks for those that are missing, rekeys them in time, ends what has expired.</summary>
public sealed class ChildUpkeep(SessionCore core) : Duty(core)
{
    public override Instant NextDeadline => Instant.Earliest(Core.Children.NextDeadline, Core.Wanted.NextDeadline);

    public override void HandleTimeout(Instant now)
    {
        foreach (ChildSa child in Core.Children.All.Where(c => c.NextDeadline <= now).ToList())
            Act(child, now);
        Core.Wanted.HandleTimeout(now);
    }

    private void Act(ChildSa child, Instant now)
    {
        if (child.State == ChildState.Draining)
            Core.Children.Remove(child);
        else if (child.ExpireAt <= now)
            Expire(child, now);
        else if (child.ActAt <= now)
            Core.Children.SendThrough(child);
        else if (child.State == ChildState.Installed)
            Rekey(child);
    }

    private void Rekey(ChildSa child)
    {
        child.RekeyAt = Instant.Never;
        Core.Sas.Current.Enqueue(new ChildRekeyTask(Core, child));
    }

    /// <summary>The keys' time is over: nothing goes through it any more, whatever the gateway says (RFC 7296 section 2.8).</summary>
    private void Expire(ChildSa child, Instant now)
    {
        bool isMissed = child.IsInUse && child.Heir is null;
        if (child.Heir is { } heir)
            Core.Children.SendThrough(heir);
        child.GiveUp(now);
        child.ExpireAt = Instant.Never;
        Core.Children.StopSending(child);
        Core.Sas.Current.Enqueue(new ChildDeleteTask(Core, child));
        if (!isMissed)
            return;
        Core.Context.Note(NoteLevel.Warning, $"Child SA {child} expired before it was rekeyed; a new one is made");
        Core.Wanted.NoteLost(child.Settings, now);
    }
}
