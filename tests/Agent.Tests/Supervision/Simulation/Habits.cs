namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>How a session and an attempt behave, beneath the supervisor.</summary>
internal sealed record Habits
{
    /// <summary>Of silence, until the gateway is suspected.</summary>
    public TimeSpan Detection { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of silence, until the session is given up.</summary>
    public TimeSpan GiveUp { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A gateway that hears nothing for so long forgets the session.</summary>
    public TimeSpan GatewayGiveUp { get; init; } = TimeSpan.FromSeconds(150);

    /// <summary>An idle session asks that often.</summary>
    public TimeSpan Liveness { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Without any answer.</summary>
    public TimeSpan AttemptLife { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A jump of the clock after which the gateway is suspected at once.</summary>
    public TimeSpan LongJump { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>From a change of link or address until the host has understood it.</summary>
    public TimeSpan NetworkDelay { get; init; } = TimeSpan.FromMilliseconds(200);
}
