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
public sealed record LoadedConfig(AgentConfig Config, IReadOnlyList<Credential> Credentials) : IDisposable
{
    private const int MaximumSecretFile = 4096;

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
            if (FileTrust.Check(OwnerFile.Facts(path, state), Account.EffectiveUserId, holdsSecret) is { } open)
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
        foreach (Credential credential in Credentials)
            credential.Dispose();
    }

    private static LoadedConfig? WithCredentials(AgentConfig config, string path, out IReadOnlyList<ConfigError> errors)
    {
        List<Credential> credentials = [];
        List<ConfigError> found = [];
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        IReadOnlyList<ConnectionConfig> connections = [.. config.Connections.Select(c => Resolve(c, folder))];
        foreach (ConnectionConfig connection in connections)
        {
            if (TryCredential(connection, out Credential? credential, out IReadOnlyList<ConfigError> problems))
                credentials.Add(credential);
            found.AddRange(problems.Concat(TrustProblems(connection, path)).Except(found));
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
        SecretFile = In(folder, config.SecretFile),
        Login = config.Login with
        {
            Trust = [.. config.Login.Trust.Select(word => TrustSources.Resolve(word, folder))],
            CertificateFile = In(folder, config.Login.CertificateFile),
            PrivateKeyFile = In(folder, config.Login.PrivateKeyFile),
        },
    };

    private static IEnumerable<ConfigError> TrustProblems(ConnectionConfig config, string path) =>
        config.Login.Trust.Select(TrustSources.ProblemOf).OfType<string>().Select(problem => new ConfigError(path, ConfigKeys.Trust, problem));

    private static string? In(string folder, string? path) => path is null ? null : Path.GetFullPath(path, folder);

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
                Encoding.UTF8.GetBytes(config.Login.UserName), own is null ? secret! : new SecretBytes(0), config.Login.Methods)
                { Key = own, HasEapInTtls = config.Login.HasEapInTtls },
        };
        return true;
    }

    /// <summary>True without one where a key needs no password.</summary>
    private static bool TrySecret(ConnectionConfig config, out SecretBytes? secret, out IReadOnlyList<ConfigError> errors)
    {
        SecretBytes? read = secret = config.Secret;
        errors = [];
        if (secret is not null || config.SecretFile is null)
            return true;
        bool isRead = OwnerFile.TryReadSecret(config.SecretFile, MaximumSecretFile, content =>
            SecretText.TryReadFile(content, config.Login.Kind != LoginKind.SharedKey, out read, out string? problem) ? null : problem, out errors);
        secret = read;
        return isRead;
    }
}
