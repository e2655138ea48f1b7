using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>Asks for a Child SA for the packets of one CPU (RFC 9611), beside the one for all of them.</summary>
public sealed class CpuChildTask(SessionCore core, ChildSettings settings) : ChildExchange(core, settings)
{
    protected override IReadOnlyList<Payload>? Begin(SaWorker sa, Instant now)
    {
        if (!Core.Children.Has(Settings))
            return [ResourceInfo.Of(Settings.Cpu), .. BuildOffer()];
        Core.PerCpu.NoteAnswered(Settings);
        return null;
    }

    public override void Abandon()
    {
        base.Abandon();
        Core.PerCpu.NoteAnswered(Settings);
    }

    /// <summary>One that does not belong to what stands by now is of no use.</summary>
    protected override void Accept(ChildSa made, Instant now)
    {
        if (Core.PerCpu.Belongs(made))
        {
            Core.Context.Note(NoteLevel.Info, $"Child SA {made.Settings.Name} stands, for the packets of CPU {made.Settings.Cpu}: {made.Spec.Summary}");
            Core.Install(made, sendToo: true, replaced: null, now);
            return;
        }

        Core.Children.Install(made, sendToo: false, replaced: null, now);
        made.GiveUp(now);
        Core.Sas.Current.EnqueueFirst(new ChildDeleteTask(Core, made));
    }

    protected override void AcceptDeleted(ChildSa made, Instant now)
    {
    }

    protected override void Postpone(SaWorker sa, TimeSpan wait, Instant now)
    {
    }

    protected override void Refused(SaWorker sa, IkeFault fault, NotifyType? notify, Instant now) =>
        Core.PerCpu.NoteRefused(Settings, fault, notify);
}
