using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Trust;
using Holdfast.Platform;

namespace Holdfast.Host;

/// <summary>The configuration with its secrets, read from files that nobody else may read.</summary>
/// <param name="Secrets">One for each connection, in their order.</param>
public sealed record LoadedConfig(AgentConfig Config, IReadOnlyList<SecretBytes> Secrets) : IDisposable
{
    private const int MaximumSecretFile = 4096;

    /// <summary>Every error is one line that names file, key and what is allowed.</summary>
    public static bool TryLoad(
        string path, [NotNullWhen(true)] out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors)
    {
        loaded = null;
        if (!TryReadFile(path, ConfigReader.MaxFileSize, out byte[] content, out FileState state, out errors))
            return false;
        try
        {
            if (!ConfigReader.TryRead(content, path, out AgentConfig? config, out errors))
                return false;
            bool holdsSecret = config.Connections.Any(connection => connection.Secret is not null);
            if (FileTrust.Check(Facts(path, state), Account.EffectiveUserId, holdsSecret) is { } open)
                errors = [open];
            else
                loaded = WithSecrets(config, path, out errors);
            return loaded is not null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    public void Dispose()
    {
        foreach (SecretBytes secret in Secrets)
            secret.Dispose();
    }

    private static LoadedConfig? WithSecrets(AgentConfig config, string path, out IReadOnlyList<ConfigError> errors)
    {
        List<SecretBytes> secrets = [];
        List<ConfigError> found = [];
        foreach (ConnectionConfig connection in config.Connections)
        {
            if (TrySecret(connection, path, out SecretBytes? secret, out IReadOnlyList<ConfigError> problems))
                secrets.Add(secret);
            found.AddRange(problems.Except(found));
        }

        errors = found;
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        LoadedConfig loaded = new(config with { Connections = [.. config.Connections.Select(c => Resolve(c, folder))] }, secrets);
        if (found.Count == 0)
            return loaded;
        loaded.Dispose();
        return null;
    }

    private static ConnectionConfig Resolve(ConnectionConfig config, string folder) => config with
    {
        Login = config.Login with { Trust = [.. config.Login.Trust.Select(word => TrustSources.Resolve(word, folder))] },
    };

    private static bool TrySecret(
        ConnectionConfig config, string path, [NotNullWhen(true)] out SecretBytes? secret, out IReadOnlyList<ConfigError> errors)
    {
        errors = [];
        secret = config.Secret;
        if (secret is not null)
            return true;
        string file = Path.GetFullPath(config.SecretFile!, Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!TryReadFile(file, MaximumSecretFile, out byte[] content, out FileState state, out errors))
            return false;
        try
        {
            if (FileTrust.Check(Facts(file, state), Account.EffectiveUserId) is { } open)
                return Fail(open, out errors);
            return SecretText.TryReadFile(content, config.Login.Kind != LoginKind.SharedKey, out secret, out string? problem)
                || Fail(new ConfigError(file, "", problem), out errors);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static bool TryReadFile(
        string path, int limit, out byte[] content, out FileState state, out IReadOnlyList<ConfigError> errors)
    {
        errors = [];
        content = [];
        state = default;
        try
        {
            FileState found = FileGuard.Inspect(path);
            if (found.IsSymlink)
                return Fail(FileTrust.Check(Facts(path, found))!, out errors);
            content = FileGuard.ReadAllBytes(path, limit, out state);
            return true;
        }
        catch (LinuxException failure)
        {
            return Fail(new ConfigError(path, "", $"can't be read: {failure.Message}"), out errors);
        }
    }

    private static FileFacts Facts(string path, FileState state) =>
        new(path, state.IsSymlink, state.OwnerUid, (uint)(state.Type | state.Mode));

    private static bool Fail(ConfigError error, out IReadOnlyList<ConfigError> errors)
    {
        errors = [error];
        return false;
    }
}
