using Holdfast.Ike.Actions;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>The end: the keys are gone and nothing is answered.</summary>
public sealed class ClosedState(SessionContext context, IkeSa? sa, IkeFault fault) : IkeState(context)
{
    public override Instant NextDeadline => Instant.Never;

    public override bool IsClosed => true;

    public override void Enter(Instant now)
    {
        sa?.Dispose();
        Context.Emit(new SessionDown(fault));
    }

    public override IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now) => Ignore();

    public override IkeState HandleTimeout(Instant now) => this;

    public override IkeState Close(Instant now) => this;
}
