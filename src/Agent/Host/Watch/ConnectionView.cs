using Holdfast.Host.Session;

namespace Holdfast.Host.Watch;

/// <summary>What the service manager is told of a connection.</summary>
/// <param name="Problem">Why there is no session; null where nothing went wrong yet.</param>
public readonly record struct ConnectionView(string Name, string Gateway, ConnectionState State, string? Problem)
{
    public static ConnectionView Of(Connection connection) => new(
        connection.Host.Config.Name, connection.Host.Config.Gateway, connection.State, connection.LastProblem);

    /// <summary>Cheap enough for every tick; what says the same in another string counts as different.</summary>
    public bool IsStillThat(in ConnectionView other) => State == other.State && ReferenceEquals(Problem, other.Problem);

    /// <summary>For people.</summary>
    public string Text => State switch
    {
        ConnectionState.Resolving => $"looking up {Gateway}",
        ConnectionState.Connecting => $"connecting to {Gateway}",
        ConnectionState.Connected => $"connected to {Gateway}",
        ConnectionState.Down => "down, as asked",
        _ => $"waiting to connect to {Gateway}{(Problem is null ? "" : $": {Problem}")}",
    };
}
