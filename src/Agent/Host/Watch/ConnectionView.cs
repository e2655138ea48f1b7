using Holdfast.Host.Session;
using Holdfast.Supervision;

namespace Holdfast.Host.Watch;

/// <summary>What the service manager is told of a connection.</summary>
/// <param name="problem">Why there is no session; null where nothing went wrong yet.</param>
public readonly struct ConnectionView(string name, string gateway, Phase state, string? problem)
{
    public string Name { get; init; } = name;

    public Phase State { get; init; } = state;

    public string? Problem { get; init; } = problem;

    public static ConnectionView Of(Connection connection) => new(
        connection.Host.Config.Name, connection.Host.Config.Gateways[connection.Gateway].Host, connection.Standing.Phase, connection.LastProblem);

    /// <summary>Cheap enough for every tick; what says the same in another string counts as different.</summary>
    public bool IsStillThat(in ConnectionView other) => State == other.State && ReferenceEquals(Problem, other.Problem);

    /// <summary>For people.</summary>
    public string Text => State switch
    {
        Phase.Resolving => $"looking up {gateway}",
        Phase.Connecting => $"connecting to {gateway}",
        Phase.Connected => $"connected to {gateway}",
        Phase.Down => "down, as asked",
        Phase.Offline => "no network",
        _ => $"waiting to connect to {gateway}{(Problem is null ? "" : $": {Problem}")}",
    };
}
