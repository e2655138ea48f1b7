using Holdfast.Config;
using Holdfast.Crypto;

namespace Holdfast.Host;

/// <summary>A post-quantum pre-shared key in a file of its own.</summary>
internal static class PpkFile
{
    /// <summary>The connection with the key, as far as nothing was wrong.</summary>
    public static ConnectionConfig Read(ConnectionConfig config, out IReadOnlyList<ConfigError> errors)
    {
        errors = [];
        if (config.Ppk is not { Secret: null, File: { } source } ppk || SecretSource.ProblemOf(source) is not null)
            return config;
        SecretSource.TryRead(source, isPassword: false, out SecretBytes? read, out errors);
        return config with { Ppk = ppk with { Secret = read } };
    }
}
