using Holdfast.Time;

namespace Holdfast.Supervision;

public enum Phase
{
    /// <summary>As asked.</summary>
    Down,

    /// <summary>No network: nothing is attempted until there is one.</summary>
    Offline,

    /// <summary>The gateway's name is looked for.</summary>
    Resolving,

    Connecting,

    /// <summary>Until the next attempt.</summary>
    Waiting,

    Connected,
}

/// <summary>What a connection is doing, for <c>status</c>.</summary>
/// <param name="Until">When it goes on by itself; <see cref="Instant.Never"/>: something has to happen first.</param>
/// <param name="WaitsFor">In words; empty where nothing is waited for.</param>
public readonly record struct Standing(Phase Phase, Instant Until, string WaitsFor);
