namespace Holdfast.Supervision;

/// <summary>The kinds as they are written; a file of another version is read by them, so none of them changes.</summary>
public static class HistoryWords
{
    /// <summary>In the order of <see cref="HistoryKind"/>.</summary>
    private static readonly string[] Words =
    [
        "started", "stopped", "connecting", "connected", "lost", "moved", "suspected", "healed", "childrenRenewed", "replaced",
        "failedOver", "failedBack", "socketsRenewed", "offline", "online", "refused", "restart", "reboot", "suspended", "reloaded",
        "rolledBack", "down", "up", "updated",
    ];

    public static int Count => Words.Length;

    public static string Of(HistoryKind kind) => Words[(int)kind];

    public static bool TryParse(string word, out HistoryKind kind)
    {
        int index = Array.IndexOf(Words, word);
        kind = (HistoryKind)index;
        return index >= 0;
    }
}
