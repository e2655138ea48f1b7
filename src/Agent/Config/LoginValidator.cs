using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>Which way of logging in the keys of a connection make, and what that way lacks or can't use.</summary>
internal sealed class LoginValidator(ConfigValues values)
{
    private const string SystemTrust = "system";
    private const string NoCertificate = "is of no use with a pre-shared key, which proves the gateway too; leave the key out";
    private const string OnlyByName = "is of use with \"username\" and \"password\" only; leave the key out";
    private const string OneWay = "is given beside another way to log in; keep one of them: " +
        "\"username\" and \"password\", \"certificate\" and \"privateKey\", or \"identity\" and \"secret\"";

    public LoginConfig Validate(RawOptions raw)
    {
        LoginKind kind = KindOf(raw);
        CheckNothingForeign(raw, kind);
        if (kind == LoginKind.SharedKey)
        {
            CheckOneOf(raw.Secret, ConfigKeys.Secret, raw.SecretFile, ConfigKeys.SecretFile,
                "the pre-shared key", "; a login by name takes \"username\" and \"password\" instead");
            return new LoginConfig { Kind = kind };
        }

        LoginConfig login = new()
        {
            Kind = kind,
            Trust = values.NonEmptyList<string>(raw.SingleTrust, raw.Trust, ConfigKeys.Trust, LoginParsers.TryTrust) ?? [SystemTrust],
            Revocation = (RevocationChoice)values.Parsed<int>(raw.Revocation, ConfigKeys.Revocation, LoginParsers.TryRevocation),
        };
        return kind == LoginKind.Eap ? ByName(raw, login) : ByCertificate(raw, login);
    }

    private LoginConfig ByName(RawOptions raw, LoginConfig login)
    {
        IReadOnlyList<EapType> methods = values.NonEmptyList<EapType>(
            raw.SingleEapMethod, raw.EapMethods, ConfigKeys.EapMethods, LoginParsers.TryEapMethod) ?? [EapType.MschapV2];
        login = login with
        {
            UserName = values.Required<string>(raw.Username, ConfigKeys.Username, "the login's name", LoginParsers.TryUserName) ?? "",
            Methods = methods,
            HasEapInTtls = HasWord(raw, LoginParsers.EapInTtls),
            EapServer = values.Parsed<IdentityConfig>(raw.EapServer, ConfigKeys.EapServer, LoginParsers.TryEapServer),
        };
        Forbid(!methods.Any(method => method is EapType.Tls or EapType.Ttls or EapType.Peap), ConfigKeys.EapServer, raw.EapServer is not null,
            "is of use with \"tls\", \"ttls\", \"ttls-eap\" or \"peap\" in \"eapMethods\" only; leave the key out");
        bool isTls = methods.Contains(EapType.Tls);
        if (isTls && methods.Count > 1)
            values.Fail(ConfigKeys.EapMethods, "names \"tls\", which takes a certificate and its key, beside methods that take a password; keep one kind");
        Forbid(!isTls, ConfigKeys.Certificate, raw.Certificate is not null, OneWay);
        Forbid(!isTls, ConfigKeys.PrivateKey, raw.PrivateKey is not null, OneWay);
        if (isTls)
            return ByCertificate(raw, login);
        CheckOneOf(raw.Password, ConfigKeys.Password, raw.PasswordFile, ConfigKeys.PasswordFile, "the password");
        return login;
    }

    /// <summary>A password, if there is one, opens the key.</summary>
    private LoginConfig ByCertificate(RawOptions raw, LoginConfig login)
    {
        if (raw.Certificate is null)
            values.Fail(ConfigKeys.Certificate, "is missing; it takes the file with the agent's own certificate");
        if (raw.Password is not null && raw.PasswordFile is not null)
            values.Fail(ConfigKeys.PasswordFile, $"is given beside \"{ConfigKeys.Password}\"; keep one of them");
        return login with { CertificateFile = raw.Certificate, PrivateKeyFile = raw.PrivateKey ?? raw.Certificate };
    }

    private static LoginKind KindOf(RawOptions raw)
    {
        if (raw.Username is null && (raw.Certificate is not null || raw.PrivateKey is not null))
            return LoginKind.Certificate;
        return raw.Username is null && raw.Password is null && raw.PasswordFile is null ? LoginKind.SharedKey : LoginKind.Eap;
    }

    private void CheckNothingForeign(RawOptions raw, LoginKind kind)
    {
        bool isShared = kind == LoginKind.SharedKey;
        Forbid(isShared, ConfigKeys.Trust, raw.Trust is not null || raw.SingleTrust is { Length: > 0 }, NoCertificate);
        Forbid(isShared, ConfigKeys.Revocation, raw.Revocation is not null, NoCertificate);
        Forbid(kind != LoginKind.Eap, ConfigKeys.EapMethods, raw.EapMethods is not null || raw.SingleEapMethod is { Length: > 0 },
            OnlyByName);
        Forbid(kind != LoginKind.Eap, ConfigKeys.EapServer, raw.EapServer is not null, OnlyByName);
        Forbid(!isShared, ConfigKeys.Secret, raw.Secret is not null, OneWay);
        Forbid(!isShared, ConfigKeys.SecretFile, raw.SecretFile is not null, OneWay);
    }

    private static bool HasWord(RawOptions raw, string word) =>
        raw.SingleEapMethod == word || raw.EapMethods?.Contains(word) == true;

    private void Forbid(bool isForeign, string key, bool isThere, string problem)
    {
        if (isForeign && isThere)
            values.Fail(key, problem);
    }

    private void CheckOneOf(string? value, string key, string? file, string fileKey, string what, string instead = "")
    {
        if (value is null && file is null)
            values.Fail(key, $"is missing; it takes {what}, or \"{fileKey}\" the file that holds it{instead}");
        if (value is not null && file is not null)
            values.Fail(fileKey, $"is given beside \"{key}\"; keep one of them");
    }
}
