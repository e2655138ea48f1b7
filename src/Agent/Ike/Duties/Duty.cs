using Holdfast.Ike.Sas;
using Holdfast.Time;

namespace Holdfast.Ike.Duties;

/// <summary>Something that an established session has to do by itself when its time comes.</summary>
public abstract class Duty(SessionCore core)
{
    public abstract Instant NextDeadline { get; }

    protected SessionCore Core { get; } = core;

    /// <summary>Called with every timeout of the session; does nothing before <see cref="NextDeadline"/>.</summary>
    public abstract void HandleTimeout(Instant now);
}
