namespace Holdfast.Esp;

/// <summary>What the replay window says of a sequence number.</summary>
public enum ReplayVerdict
{
    /// <summary>Not seen yet, as far as the window knows.</summary>
    Fresh,

    Duplicate,

    /// <summary>Left of the window, or zero, which no packet carries.</summary>
    TooOld,
}
