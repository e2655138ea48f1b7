using System.Diagnostics.CodeAnalysis;
using System.Text;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Ike.Eap;
using Holdfast.Ike.Login;

namespace Holdfast.Host.Trust;

/// <summary>From what a connection's configuration names, to what it proves itself with.</summary>
public static class CredentialSources
{
    /// <summary>What is wrong with them before anything is read.</summary>
    public static IEnumerable<ConfigError> Problems(ConnectionConfig config, string path) =>
        from source in Of(config)
        where source.Text is not null
        let problem = SecretSource.ProblemOf(source.Text)
        where problem is not null
        select new ConfigError(path, source.Key, problem);

    /// <summary>Those that can change while the agent runs.</summary>
    public static IReadOnlyList<string> Files(ConnectionConfig config) =>
        [.. Of(config).Select(source => source.Text).OfType<string>().Where(text => !SourceText.IsVariable(text, out _)).Distinct()];

    /// <summary>As they are now; what stands in the configuration itself is copied.</summary>
    public static bool TryMake(
        ConnectionConfig config, [NotNullWhen(true)] out Credential? credential, out IReadOnlyList<ConfigError> errors)
    {
        if (!TryMakeRounds(config, out credential, out errors) || config.Ppk is not { } ppk)
            return credential is not null;
        Credential rounds = credential;
        credential = TrySecret(ppk.Secret, ppk.File, isPassword: false, out SecretBytes? key, out errors)
            ? rounds with { Ppk = new Ppk(Encoding.UTF8.GetBytes(ppk.Id), key!, ppk.IsRequired) }
            : null;
        if (credential is null)
            rounds.Dispose();
        return credential is not null;
    }

    private static bool TryMakeRounds(
        ConnectionConfig config, [NotNullWhen(true)] out Credential? credential, out IReadOnlyList<ConfigError> errors)
    {
        LoginConfig login = config.Login;
        if (!TryMakeRound(login, login.Kind, config.Secret, config.SecretFile, out credential, out errors) || !login.ThenEap)
            return credential is not null;
        Credential first = credential;
        credential = TryMakeRound(login, LoginKind.Eap, config.Password, config.PasswordFile, out Credential? second, out errors)
            ? new SeveralCredentials([first, second])
            : null;
        if (credential is null)
            first.Dispose();
        return credential is not null;
    }

    private static (string Key, string? Text)[] Of(ConnectionConfig config) =>
    [
        (config.Login.Kind == LoginKind.SharedKey ? ConfigKeys.SecretFile : ConfigKeys.PasswordFile, config.SecretFile),
        (ConfigKeys.PasswordFile, config.PasswordFile),
        (ConfigKeys.Certificate, config.Login.CertificateFile),
        (ConfigKeys.PrivateKey, config.Login.PrivateKeyFile),
        (ConfigKeys.PpkFile, config.Ppk?.File),
    ];

    private static bool TryMakeRound(
        LoginConfig login, LoginKind kind, SecretBytes? written, string? source,
        [NotNullWhen(true)] out Credential? credential, out IReadOnlyList<ConfigError> errors)
    {
        credential = null;
        if (!TrySecret(written, source, kind != LoginKind.SharedKey, out SecretBytes? secret, out errors))
            return false;
        CertifiedKey? own = null;
        bool hasKey = login.CertificateFile is not null && login.KeyBelongsTo == kind;
        if (hasKey && !OwnKey.TryLoad(login, secret, out own, out errors))
            return false;
        credential = kind switch
        {
            LoginKind.SharedKey => new SharedKey(secret!),
            LoginKind.Certificate => new OwnCertificate(own!),
            _ => new EapLogin(
                Encoding.UTF8.GetBytes(login.UserName), own is null ? secret! : new SecretBytes(0), login.Methods)
                { Key = own, HasEapInTtls = login.HasEapInTtls },
        };
        return true;
    }

    /// <summary>True without one where a key needs no password.</summary>
    private static bool TrySecret(
        SecretBytes? written, string? source, bool isPassword, out SecretBytes? secret, out IReadOnlyList<ConfigError> errors)
    {
        (secret, errors) = (written is null ? null : SecretBytes.CopyOf(written.Span), []);
        return secret is not null || source is null || SecretSource.TryRead(source, isPassword, out secret, out errors);
    }
}
