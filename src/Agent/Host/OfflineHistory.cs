using Holdfast.Config;
using Holdfast.Host.Control;
using Holdfast.Host.Trust;
using Holdfast.Supervision;

namespace Holdfast.Host;

/// <summary><c>holdfast history</c> without an agent: what the last one left in the state directory.</summary>
public static class OfflineHistory
{
    /// <summary>Null: there is nothing, or nothing that this user may read.</summary>
    public static string? Read(string stateDirectory, bool isJson)
    {
        History history = HistoryFile.Read(new StateFolder(stateDirectory, new Log(LogLevel.Error, TextWriter.Null)));
        return history.Events.Count == 0 ? null : isJson ? HistoryText.Json(history) : HistoryText.Write(history);
    }
}
