using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>Host names as DNS carries them, RFC 1123 section 2.1, and underscores since people use them.</summary>
public static class HostName
{
    public const string Allowed =
        "labels of letters, digits, \"-\" and \"_\" joined by dots (a name in another script as xn--…)";

    /// <summary>One trailing dot may be there.</summary>
    public static bool IsValid(string text) => DomainText.IsHost(text.EndsWith('.') ? text.AsSpan(0, text.Length - 1) : text);
}
