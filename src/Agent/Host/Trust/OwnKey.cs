using System.Diagnostics.CodeAnalysis;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Ike.Eap;
using Holdfast.Ike.Login;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Trust;

/// <summary>The agent's own key and its certificates, from their files.</summary>
public static class OwnKey
{
    /// <summary>From when on the log warns of the end of the certificate.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    /// <param name="password">Opens the key; null: it is open.</param>
    public static bool TryLoad(
        LoginConfig login, SecretBytes? password, [NotNullWhen(true)] out CertifiedKey? own, out IReadOnlyList<ConfigError> errors)
    {
        own = null;
        KeyFile? keyFile = null;
        bool isRead = OwnerFile.TryReadSecret(login.PrivateKeyFile!, KeyFile.MaxLength, content =>
            KeyFile.TryLoad(content, password is null ? default : password.Span, out keyFile, out string? reason) ? null : Explain(reason, login), out errors);
        password?.Dispose();
        if (!isRead)
            return false;
        if (!TryReadCertificates(login, keyFile!, out IReadOnlyList<Certificate> certificates, out errors))
        {
            keyFile!.Dispose();
            return false;
        }

        own = new CertifiedKey(keyFile!.Key, certificates);
        return true;
    }

    /// <summary>ID_DER_ASN1_DN of a key's certificate, as IDi of the first round; null for other credentials.</summary>
    public static IdPayload? Subject(Credential credential) =>
        credential.Rounds[0] is OwnCertificate { Own.Chain: [var certificate, ..] }
            ? new IdPayload(true, IdType.DerAsn1Dn, certificate.ExportSubject())
            : null;

    /// <summary>The certificate of a credential's key; null where it has none.</summary>
    public static Certificate? CertificateOf(Credential credential)
    {
        CertifiedKey? own = credential.Rounds.Select(KeyOf).FirstOrDefault(key => key is not null);
        return own is { Chain: [var certificate, ..] } ? certificate : null;
    }

    /// <summary>Both have one, and they are not the same.</summary>
    public static bool HasOtherCertificate(Credential one, Credential other) =>
        !ReferenceEquals(one, other) && CertificateOf(one) is { } first && CertificateOf(other) is { } second
        && !first.Export().AsSpan().SequenceEqual(second.Export());

    /// <summary>What is to be said of a certificate that has ended, not begun, or ends soon; null for nothing.</summary>
    public static string? Warning(Credential credential, DateTimeOffset now)
    {
        if (CertificateOf(credential) is not { } certificate)
            return null;
        string whose = $"the agent's own certificate '{certificate.Subject}'";
        return now > certificate.NotAfter ? $"{whose} expired on {certificate.NotAfter:yyyy-MM-dd}"
            : now < certificate.NotBefore ? $"{whose} is not valid before {certificate.NotBefore:yyyy-MM-dd}"
            : now > certificate.NotAfter - Notice ? $"{whose} expires on {certificate.NotAfter:yyyy-MM-dd}"
            : null;
    }

    private static CertifiedKey? KeyOf(Credential credential) => credential switch
    {
        OwnCertificate signing => signing.Own,
        EapLogin login => login.Key,
        _ => null,
    };

    private static string Explain(string reason, LoginConfig login) =>
        login is { Kind: LoginKind.Certificate, ThenEap: true } && reason.Contains("password", StringComparison.Ordinal)
            ? $"{reason}; beside \"username\", \"password\" is that of the user, so the key has to be in its file without one (openssl pkey -in … -out …)"
            : reason;

    /// <summary>The one of the key first; those above it after it.</summary>
    private static bool TryReadCertificates(
        LoginConfig login, KeyFile key, out IReadOnlyList<Certificate> certificates, out IReadOnlyList<ConfigError> errors)
    {
        (certificates, errors) = (key.Certificates, []);
        string file = login.CertificateFile!;
        if (file != login.PrivateKeyFile)
        {
            if (!OwnerFile.TryRead(file, KeyFile.MaxLength, out byte[] content, out FileState _, out errors))
                return false;
            certificates = CertificateFile.Read(content);
        }

        byte[] own = key.Key.ExportPublicKey();
        certificates = [.. certificates.OrderByDescending(c => c.ExportPublicKey().AsSpan().SequenceEqual(own))];
        bool fits = certificates.Count > 0 && certificates[0].ExportPublicKey().AsSpan().SequenceEqual(own);
        if (!fits)
            errors = [new ConfigError(file, "", certificates.Count == 0 ? "holds no certificate" : $"holds no certificate for the key in {login.PrivateKeyFile}")];
        return fits;
    }
}
