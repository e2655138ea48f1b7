using System.Text.RegularExpressions;

namespace Holdfast.Lab.Agent;

/// <summary>The words of the agent's log that the lab relies on.</summary>
public static partial class AgentLog
{
    /// <summary>The tunnel stands.</summary>
    [GeneratedRegex(@"(?<!not )\bconnected\b", RegexOptions.IgnoreCase)]
    public static partial Regex Connected { get; }

    /// <summary>A line that reports an error.</summary>
    [GeneratedRegex("^error: ")]
    public static partial Regex Error { get; }

    /// <summary>The gateway has deleted the IKE SA.</summary>
    [GeneratedRegex(@"gateway.*\b(deleted|closed|ended)\b", RegexOptions.IgnoreCase)]
    public static partial Regex DeletedByGateway { get; }
}
