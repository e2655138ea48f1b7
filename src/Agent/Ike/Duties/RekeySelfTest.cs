using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>
/// One rekey soon after the first Child SA stands. IKE_AUTH negotiates no group for the Child SA, so a gateway whose groups
/// differ would show it only when the first lifetime ends; this way it shows while somebody is still looking.
/// </summary>
public sealed class RekeySelfTest : Duty
{
    private Instant _at;

    public RekeySelfTest(SessionCore core, Instant now)
        : base(core) => _at = core.Settings.RekeySelfTest is { } after ? now + after : Instant.Never;

    public override Instant NextDeadline => Core.IsUp ? _at : Instant.Never;

    public override void HandleTimeout(Instant now)
    {
        if (now < NextDeadline)
            return;
        _at = Instant.Never;
        if (Core.Children.All.FirstOrDefault(c => c.State == ChildState.Installed) is not { } child)
            return;
        Core.Context.Note(NoteLevel.Debug, "self-test: a rekey shows whether the gateway accepts ours");
        Core.Sas.Current.Enqueue(new ChildRekeyTask(Core, child));
    }
}
