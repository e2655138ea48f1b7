using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Config;

/// <summary>
/// Where a secret or a certificate is, as the configuration says it: "credential:NAME" is a file that the service manager has put
/// into the credentials directory, "env:NAME" an environment variable, anything else the path of a file.
/// </summary>
public static class SourceText
{
    public const string CredentialPrefix = "credential:", EnvironmentPrefix = "env:";

    private const int MaxName = 255; // of a file

    /// <summary>For one line of text: a pre-shared key, a password.</summary>
    public static bool TrySecret(string text, [NotNullWhen(true)] out string? source, [NotNullWhen(false)] out string? problem) =>
        Check(text, IsVariable(text, out string? name) ? CheckVariable(name) : CheckFile(text), out source, out problem);

    /// <summary>For what does not fit into an environment variable: keys, certificates.</summary>
    public static bool TryFile(string text, [NotNullWhen(true)] out string? source, [NotNullWhen(false)] out string? problem) =>
        Check(text, IsVariable(text, out _)
            ? $"{InputText.Quote(text)} is an environment variable; this takes the path of a file, or \"{CredentialPrefix}NAME\" (./{EnvironmentPrefix}… is a file of that name)"
            : CheckFile(text), out source, out problem);

    /// <summary>The file's name in the credentials directory.</summary>
    public static bool IsCredential(string source, [NotNullWhen(true)] out string? name) => HasPrefix(source, CredentialPrefix, out name);

    /// <summary>The variable's name.</summary>
    public static bool IsVariable(string source, [NotNullWhen(true)] out string? name) => HasPrefix(source, EnvironmentPrefix, out name);

    private static string? CheckFile(string text) =>
        !IsCredential(text, out string? name) || (name.Length is > 0 and <= MaxName && name is not ("." or "..") && !name.Any(c => c == '/' || char.IsControl(c)))
            ? null
            : $"{InputText.Quote(text)} names no credential; \"{CredentialPrefix}\" takes the name of a file in the credentials directory after it, without \"/\"";

    private static string? CheckVariable(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? null
            : $"{InputText.Quote(EnvironmentPrefix + name)} names no environment variable; \"{EnvironmentPrefix}\" takes letters, digits and \"_\" after it";

    private static bool HasPrefix(string source, string prefix, [NotNullWhen(true)] out string? rest)
    {
        rest = source.StartsWith(prefix, StringComparison.Ordinal) ? source[prefix.Length..] : null;
        return rest is not null;
    }

    private static bool Check(string text, string? found, out string? source, [NotNullWhen(false)] out string? problem)
    {
        problem = found;
        source = found is null ? text : null;
        return found is null;
    }
}
