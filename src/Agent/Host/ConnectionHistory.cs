using Holdfast.Supervision;

namespace Holdfast.Host;

/// <summary>One connection's part of the history.</summary>
public sealed class ConnectionHistory(HistoryFile file, string connection)
{
    /// <summary>Null: nothing of it is kept.</summary>
    public HistoryEvent? Last => file.History.LastOf(connection);

    /// <summary>How often since the start, by kind.</summary>
    public IReadOnlyDictionary<string, long> Counts => file.History.Counts(connection);

    /// <param name="cause">One line for people, without a secret.</param>
    public void Add(HistoryKind kind, string cause) => file.Add(kind, connection, cause);
}
