namespace Holdfast.Supervision;

/// <summary>What a new session means for the history.</summary>
internal static class Takeover
{
    /// <param name="before">Of the session that it takes over from; null: none stands.</param>
    public static HistoryKind Of(RoundPurpose purpose, Candidate? before, Candidate candidate)
    {
        int gateway = before?.Gateway ?? candidate.Gateway;
        return candidate.Gateway < gateway ? HistoryKind.FailedBack
            : candidate.Gateway > gateway ? HistoryKind.FailedOver
            : purpose == RoundPurpose.Connect ? HistoryKind.Connected
            : HistoryKind.Replaced;
    }
}
