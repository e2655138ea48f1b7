using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Host.Trust;
using Holdfast.Ike.Login;
using Holdfast.Platform;

namespace Holdfast.Host;

/// <summary>The configuration with its secrets, read from files that nobody else may read.</summary>
/// <param name="Credentials">One for each connection, in their order.</param>
public sealed record LoadedConfig(AgentConfig Config, IReadOnlyList<OwnCredential> Credentials) : IDisposable
{
    /// <summary>Every error is one line that names file, key and what is allowed.</summary>
    public static bool TryLoad(
        string path, [NotNullWhen(true)] out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors)
    {
        loaded = null;
        if (!OwnerFile.TryRead(path, ConfigReader.MaxFileSize, out byte[] content, out FileState state, out errors))
            return false;
        try
        {
            return TryLoad(path, path, content, state, out loaded, out errors);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <param name="path">Where the content was read, for the errors.</param>
    /// <param name="place">Where the configuration is, or is to be: the files that it names are sought from there.</param>
    /// <param name="content">The caller clears it.</param>
    public static bool TryLoad(
        string path, string place, byte[] content, FileState state,
        [NotNullWhen(true)] out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors)
    {
        loaded = null;
        if (!ConfigReader.TryRead(content, path, out AgentConfig? config, out errors))
            return false;
        bool holdsSecret = config.Connections.Any(connection => connection.HoldsSecret);
        if (OwnerFile.Check(OwnerFile.Facts(path, state), holdsSecret) is { } open)
            errors = [open];
        else
            loaded = WithCredentials(config, path, place, out errors);
        return loaded is not null;
    }

    public void Dispose()
    {
        foreach (OwnCredential credential in Credentials)
            credential.Dispose();
        foreach (ConnectionConfig connection in Config.Connections)
            Forget(connection);
    }

    /// <summary>The secrets of one connection that is needed no more; doing it again does no harm.</summary>
    public static void Forget(ConnectionConfig connection)
    {
        connection.Secret?.Dispose();
        connection.Password?.Dispose();
        connection.Ppk?.Secret?.Dispose();
    }

    private static LoadedConfig? WithCredentials(AgentConfig config, string path, string place, out IReadOnlyList<ConfigError> errors)
    {
        List<OwnCredential> credentials = [];
        List<ConnectionConfig> connections = [];
        List<ConfigError> found = [];
        string folder = Path.GetDirectoryName(Path.GetFullPath(place))!;
        foreach (ConnectionConfig connection in config.Connections.Select(c => Resolve(c, folder)))
        {
            IReadOnlyList<ConfigError> problems = [.. CredentialSources.Problems(connection, path)];
            if (problems.Count == 0 && TryLoadCredential(connection, out OwnCredential? credential, out problems))
                credentials.Add(credential);
            connections.Add(connection);
            found.AddRange(problems.Concat(TrustProblems(connection, path)).Except(found));
        }

        errors = found;
        LoadedConfig loaded = new(config with { Connections = connections }, credentials);
        if (found.Count == 0)
            return loaded;
        loaded.Dispose();
        return null;
    }

    private static bool TryLoadCredential(
        ConnectionConfig config, [NotNullWhen(true)] out OwnCredential? credential, out IReadOnlyList<ConfigError> errors)
    {
        return OwnCredential.TryLoad(CredentialSources.Files(config), TryMake, out credential, out errors);

        bool TryMake([NotNullWhen(true)] out Credential? made, out IReadOnlyList<ConfigError> wrong) =>
            CredentialSources.TryMake(config, out made, out wrong);
    }

    private static ConnectionConfig Resolve(ConnectionConfig config, string folder) => config with
    {
        SecretFile = SecretSource.Resolve(config.SecretFile, folder),
        PasswordFile = SecretSource.Resolve(config.PasswordFile, folder),
        Ppk = config.Ppk is { } ppk ? ppk with { File = SecretSource.Resolve(ppk.File, folder) } : null,
        Login = config.Login with
        {
            Trust = [.. config.Login.Trust.Select(word => TrustSources.Resolve(word, folder))],
            CertificateFile = SecretSource.Resolve(config.Login.CertificateFile, folder),
            PrivateKeyFile = SecretSource.Resolve(config.Login.PrivateKeyFile, folder),
        },
    };

    private static IEnumerable<ConfigError> TrustProblems(ConnectionConfig config, string path) =>
        config.Login.Trust.Select(TrustSources.ProblemOf).OfType<string>().Select(problem => new ConfigError(path, ConfigKeys.Trust, problem));
}
