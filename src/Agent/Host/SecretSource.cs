using System.Diagnostics.CodeAnalysis;
using Holdfast.Config;
using Holdfast.Crypto;

namespace Holdfast.Host;

/// <summary>From the words of <see cref="SourceText"/> to files and variables, and to the secrets in them.</summary>
public static class SecretSource
{
    private const int MaximumFile = 4096;

    /// <summary>The absolute path of a file. A variable stays what it is, and a credential where there is no directory for it.</summary>
    /// <param name="folder">Paths are from there.</param>
    [return: NotNullIfNotNull(nameof(source))]
    public static string? Resolve(string? source, string folder) =>
        source is null || SourceText.IsVariable(source, out _) ? source
        : !SourceText.IsCredential(source, out string? name) ? Path.GetFullPath(source, folder)
        : CredentialsDirectory.Path is { } directory ? Path.Combine(directory, name)
        : source;

    /// <summary>What is wrong with a resolved source before anything is read; null for nothing.</summary>
    public static string? ProblemOf(string source) => SourceText.IsCredential(source, out string? name)
        ? $"is {InputText.Quote(source)}, but ${CredentialsDirectory.Variable} is not set: the service manager gives no credentials; " +
            $"add LoadCredential={name}:FILE to the unit, or name a file here"
        : null;

    /// <summary>A new copy of the secret, from the source as it is now; the caller's to dispose.</summary>
    /// <param name="source">Resolved.</param>
    /// <param name="isPassword">Taken as it is, not decoded.</param>
    public static bool TryRead(
        string source, bool isPassword, [NotNullWhen(true)] out SecretBytes? secret, out IReadOnlyList<ConfigError> errors)
    {
        if (SourceText.IsVariable(source, out string? name))
            return TryReadVariable(name, isPassword, out secret, out errors);
        SecretBytes? read = null;
        bool isRead = OwnerFile.TryReadSecret(source, MaximumFile,
            content => SecretText.TryReadFile(content, isPassword, out read, out string? problem) ? null : problem, out errors);
        secret = read;
        return isRead && read is not null;
    }

    private static bool TryReadVariable(
        string name, bool isPassword, [NotNullWhen(true)] out SecretBytes? secret, out IReadOnlyList<ConfigError> errors)
    {
        secret = null;
        string? problem = "is not set; set it for the service, or name a file";
        if (EnvironmentSecrets.Find(name) is { } text)
            SecretText.TryReadFile(text.Span, isPassword, out secret, out problem);
        errors = secret is not null ? [] : [new ConfigError($"the environment variable {name}", "", problem!)];
        return secret is not null;
    }
}
