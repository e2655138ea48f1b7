using Holdfast.Time;

namespace Holdfast.Host.Loop;

/// <summary>Something with a deadline. The loop asks for it anew after every tick.</summary>
public interface ITimed
{
    Instant NextDeadline { get; }

    void HandleTimeout(Instant now);
}
