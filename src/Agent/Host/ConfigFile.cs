using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Trust;
using Holdfast.Ike.Eap;
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
            if (!ConfigReader.TryRead(content, path, out AgentConfig? config, out errors))
                return false;
            bool holdsSecret = config.Connections.Any(connection => connection.Secret is not null);
            if (OwnerFile.Check(OwnerFile.Facts(path, state), holdsSecret) is { } open)
                errors = [open];
            else
                loaded = WithCredentials(config, path, out errors);
            return loaded is not null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    public void Dispose()
    {
        foreach (OwnCredential credential in Credentials)
            credential.Dispose();
        foreach (ConnectionConfig connection in Config.Connections)
            connection.Secret?.Dispose();
    }

    private static LoadedConfig? WithCredentials(AgentConfig config, string path, out IReadOnlyList<ConfigError> errors)
    {
        List<OwnCredential> credentials = [];
        List<ConfigError> found = [];
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        IReadOnlyList<ConnectionConfig> connections = [.. config.Connections.Select(c => Resolve(c, folder))];
        foreach (ConnectionConfig connection in connections)
        {
            IReadOnlyList<ConfigError> problems = [.. SourceProblems(connection, path)];
            if (problems.Count == 0 && OwnCredential.TryLoad(FilesOf(connection), TryLoad, out OwnCredential? credential, out problems))
                credentials.Add(credential);
            found.AddRange(problems.Concat(TrustProblems(connection, path)).Except(found));

            bool TryLoad([NotNullWhen(true)] out Credential? made, out IReadOnlyList<ConfigError> wrong) => TryCredential(connection, out made, out wrong);
        }

        errors = found;
        LoadedConfig loaded = new(config with { Connections = connections }, credentials);
        if (found.Count == 0)
            return loaded;
        loaded.Dispose();
        return null;
    }

    private static ConnectionConfig Resolve(ConnectionConfig config, string folder) => config with
    {
        SecretFile = SecretSource.Resolve(config.SecretFile, folder),
        Login = config.Login with
        {
            Trust = [.. config.Login.Trust.Select(word => TrustSources.Resolve(word, folder))],
            CertificateFile = SecretSource.Resolve(config.Login.CertificateFile, folder),
            PrivateKeyFile = SecretSource.Resolve(config.Login.PrivateKeyFile, folder),
        },
    };

    private static IEnumerable<ConfigError> TrustProblems(ConnectionConfig config, string path) =>
        config.Login.Trust.Select(TrustSources.ProblemOf).OfType<string>().Select(problem => new ConfigError(path, ConfigKeys.Trust, problem));

    private static IEnumerable<ConfigError> SourceProblems(ConnectionConfig config, string path) =>
        from source in Sources(config)
        let problem = SecretSource.ProblemOf(source.Text)
        where problem is not null
        select new ConfigError(path, source.Key, problem);

    private static string[] FilesOf(ConnectionConfig config) =>
        [.. Sources(config).Select(source => source.Text).Where(text => !SourceText.IsVariable(text, out _)).Distinct()];

    /// <summary>What the credential is made of, but for what is in the configuration itself.</summary>
    private static IEnumerable<(string Key, string Text)> Sources(ConnectionConfig config) => new (string Key, string? Text)[]
    {
        (config.Login.Kind == LoginKind.SharedKey ? ConfigKeys.SecretFile : ConfigKeys.PasswordFile, config.SecretFile),
        (ConfigKeys.Certificate, config.Login.CertificateFile),
        (ConfigKeys.PrivateKey, config.Login.PrivateKeyFile),
    }.Where(source => source.Text is not null).Select(source => (source.Key, source.Text!));

    private static bool TryCredential(
        ConnectionConfig config, [NotNullWhen(true)] out Credential? credential, out IReadOnlyList<ConfigError> errors)
    {
        credential = null;
        if (!TrySecret(config, out SecretBytes? secret, out errors))
            return false;
        CertifiedKey? own = null;
        if (config.Login.CertificateFile is not null && !OwnKey.TryLoad(config.Login, secret, out own, out errors))
            return false;
        credential = config.Login.Kind switch
        {
            LoginKind.SharedKey => new SharedKey(secret!),
            LoginKind.Certificate => new OwnCertificate(own!),
            _ => new EapLogin(
                Encoding.UTF8.GetBytes(config.Login.UserName), own is null ? secret! : new SecretBytes(0), config.Login.Methods) { Key = own },
        };
        return true;
    }

    /// <summary>A copy of its own; true without one where a key needs no password.</summary>
    private static bool TrySecret(ConnectionConfig config, out SecretBytes? secret, out IReadOnlyList<ConfigError> errors)
    {
        (secret, errors) = (config.Secret is { } written ? SecretBytes.CopyOf(written.Span) : null, []);
        return secret is not null || config.SecretFile is not { } source
            || SecretSource.TryRead(source, config.Login.Kind != LoginKind.SharedKey, out secret, out errors);
    }
}
