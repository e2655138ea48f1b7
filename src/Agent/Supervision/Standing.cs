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
public readonly record struct Standing(Phase Phase, Instant Until, string WaitsFor)
{
    public static readonly Standing Down = new(Phase.Down, Instant.Never, "holdfast up");

    internal static readonly Standing Offline = new(Phase.Offline, Instant.Never, "a network");

    internal static Standing Connected(bool isSuspected) =>
        new(Phase.Connected, Instant.Never, isSuspected ? "a sign of life of the gateway" : "");

    internal static Standing Waiting(Instant until, Setback? last) =>
        new(Phase.Waiting, until, last is { IsRefusal: true } ? "the next attempt after a refusal" : "the next attempt");

    internal static Standing Of(Round round)
    {
        if (round.IsPaused)
            return new(Phase.Waiting, round.NextDeadline, "the next attempt, after many that nobody answered");
        return round.IsRunning
            ? new(Phase.Connecting, Instant.Never, round.HasAnswer ? "the end of the handshake" : "an answer of the gateway")
            : new(Phase.Resolving, Instant.Never, "the gateway's name");
    }
}
