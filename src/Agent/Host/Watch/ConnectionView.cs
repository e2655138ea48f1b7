using Holdfast.Host.Session;

namespace Holdfast.Host.Watch;

/// <summary>What the service manager is told of a connection.</summary>
/// <param name="problem">Why there is no session; null where nothing went wrong yet.</param>
public readonly struct ConnectionView(string name, string gateway, ConnectionState state, string? problem)
{
    public string Name { get; init; } = name;

    public ConnectionState State { get; init; } = state;

    public string? Problem { get; init; } = problem;

    public static ConnectionView Of(Connection connection) => new(
        connection.Host.Config.Name, connection.Host.Config.Gateway, connection.State, connection.LastProblem);

    /// <summary>Cheap enough for every tick; what says the same in another string counts as different.</summary>
    public bool IsStillThat(in ConnectionView other) => State == other.State && ReferenceEquals(Problem, other.Problem);

    /// <summary>For people.</summary>
    public string Text => State switch
    {
        ConnectionState.Resolving => $"looking up {gateway}",
        ConnectionState.Connecting => $"connecting to {gateway}",
        ConnectionState.Connected => $"connected to {gateway}",
        ConnectionState.Down => "down, as asked",
        _ => $"waiting to connect to {gateway}{(Problem is null ? "" : $": {Problem}")}",
    };
}
