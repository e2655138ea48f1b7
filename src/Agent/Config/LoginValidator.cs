using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>Which way of logging in the keys of a connection make, in one round or two, and what that way lacks or can't use.</summary>
internal sealed class LoginValidator(ConfigValues values)
{
    private const string SystemTrust = "system";
    private const string NoCertificate = "is of no use with a pre-shared key, which proves the gateway too; leave the key out";
    private const string ByNameOnly = "is of use with \"username\" and \"password\" only; leave the key out";
    private const string OneWay = "is given beside another way to log in; keep one of them: " +
        "\"username\" and \"password\", \"certificate\" and \"privateKey\", or \"identity\" and \"secret\"; or the first of these after one of the others";

    public LoginConfig Validate(RawOptions raw)
    {
        LoginKind kind = KindOf(raw);
        LoginConfig login = new() { Kind = kind, ThenEap = kind != LoginKind.Eap && raw.Username is not null };
        CheckNothingForeign(raw, login);
        if (kind == LoginKind.SharedKey)
            CheckOneOf(raw.Secret, ConfigKeys.Secret, raw.SecretFile, ConfigKeys.SecretFile,
                "the pre-shared key", "; a login by name takes \"username\" and \"password\" instead");
        if (kind == LoginKind.Certificate)
            login = ByCertificate(raw, login);
        if (kind == LoginKind.Eap || login.ThenEap)
            login = ByName(raw, login);
        if (login.NeedsTrust)
            return WithTrust(raw, login);
        Forbid(true, ConfigKeys.Trust, raw.Trust is not null || raw.SingleTrust is { Length: > 0 }, NoCertificate);
        Forbid(true, ConfigKeys.Revocation, raw.Revocation is not null, NoCertificate);
        return login;
    }

    private LoginConfig WithTrust(RawOptions raw, LoginConfig login) => login with
    {
        Trust = values.NonEmptyList<string>(raw.SingleTrust, raw.Trust, ConfigKeys.Trust, LoginParsers.TryTrust) ?? [SystemTrust],
        Revocation = (RevocationChoice)values.Parsed<int>(raw.Revocation, ConfigKeys.Revocation, LoginParsers.TryRevocation),
    };

    private LoginConfig ByName(RawOptions raw, LoginConfig login)
    {
        IReadOnlyList<EapMethodWord> words = values.NonEmptyList<EapMethodWord>(
            raw.SingleEapMethod, raw.EapMethods, ConfigKeys.EapMethods, LoginParsers.TryEapMethod) ?? [new(EapType.MschapV2)];
        IReadOnlyList<EapType> methods = [.. words.Select(word => word.Type).Distinct()];
        if (methods.Count < words.Count)
            values.Fail(ConfigKeys.EapMethods, "names \"ttls\" and \"ttls-eap\", two forms of one method; keep the one that the server takes");
        login = login with
        {
            UserName = values.Required<string>(raw.Username, ConfigKeys.Username, "the login's name", LoginParsers.TryUserName) ?? "",
            Methods = methods,
            EapOnly = raw.EapOnly ?? false,
            HasEapInTtls = words.Any(word => word.HasEapInside),
            EapServer = values.Parsed<IdentityConfig>(raw.EapServer, ConfigKeys.EapServer, LoginParsers.TryEapServer),
        };
        Forbid(!methods.Any(method => method.ProvesServer()), ConfigKeys.EapServer, raw.EapServer is not null,
            "is of use with \"tls\", \"ttls\", \"ttls-eap\" or \"peap\" in \"eapMethods\" only; leave the key out");
        bool isTls = methods.Contains(EapType.Tls);
        if (isTls && methods.Count > 1)
            values.Fail(ConfigKeys.EapMethods, "names \"tls\", which takes a certificate and its key, beside methods that take a password; keep one kind");
        if (login.EapOnly && !methods.All(method => method.ProvesServer()))
            values.Fail(ConfigKeys.EapOnly, "is true, so \"eapMethods\" has to name methods that prove the gateway and no others: \"tls\", \"ttls\", \"peap\"");
        bool hasOwnRound = login.Kind == LoginKind.Certificate;
        Forbid(!isTls && !hasOwnRound, ConfigKeys.Certificate, raw.Certificate is not null, OneWay);
        Forbid(!isTls && !hasOwnRound, ConfigKeys.PrivateKey, raw.PrivateKey is not null, OneWay);
        if (isTls)
            return ByCertificate(raw, login);
        CheckOneOf(raw.Password, ConfigKeys.Password, raw.PasswordFile, ConfigKeys.PasswordFile, "the password");
        return login;
    }

    /// <summary>A password, if there is one and no user that it belongs to, opens the key.</summary>
    private LoginConfig ByCertificate(RawOptions raw, LoginConfig login)
    {
        if (raw.Certificate is null)
            values.Fail(ConfigKeys.Certificate, "is missing; it takes the file with the agent's own certificate");
        if (raw.Password is not null && raw.PasswordFile is not null && login is not { Kind: LoginKind.Certificate, ThenEap: true })
            values.Fail(ConfigKeys.PasswordFile, $"is given beside \"{ConfigKeys.Password}\"; keep one of them");
        string? certificate = values.Parsed<string>(raw.Certificate, ConfigKeys.Certificate, SourceText.TryFile);
        string? key = values.Parsed<string>(raw.PrivateKey, ConfigKeys.PrivateKey, SourceText.TryFile);
        return login with { CertificateFile = certificate, PrivateKeyFile = key ?? certificate };
    }

    /// <summary>The first round's. A certificate is of that, but with "tls" among the methods of a login by name.</summary>
    private static LoginKind KindOf(RawOptions raw)
    {
        bool hasKey = raw.Certificate is not null || raw.PrivateKey is not null;
        bool hasSecret = raw.Secret is not null || raw.SecretFile is not null;
        if (raw.Username is null)
            return hasKey ? LoginKind.Certificate : raw.Password is null && raw.PasswordFile is null ? LoginKind.SharedKey : LoginKind.Eap;
        bool isTls = raw.SingleEapMethod == "tls" || raw.EapMethods?.Contains("tls") == true;
        return hasSecret ? LoginKind.SharedKey : hasKey && !isTls ? LoginKind.Certificate : LoginKind.Eap;
    }

    private void CheckNothingForeign(RawOptions raw, LoginConfig login)
    {
        bool isShared = login.Kind == LoginKind.SharedKey, hasEap = login.Kind == LoginKind.Eap || login.ThenEap;
        Forbid(!hasEap, ConfigKeys.EapMethods, raw.EapMethods is not null || raw.SingleEapMethod is { Length: > 0 }, ByNameOnly);
        Forbid(!hasEap, ConfigKeys.EapServer, raw.EapServer is not null, ByNameOnly);
        Forbid(!hasEap, ConfigKeys.EapOnly, raw.EapOnly is not null, ByNameOnly);
        Forbid(login.ThenEap, ConfigKeys.EapOnly, raw.EapOnly == true, "is true, but the gateway has proved itself in the round before EAP; leave the key out");
        Forbid(!isShared, ConfigKeys.Secret, raw.Secret is not null, OneWay);
        Forbid(!isShared, ConfigKeys.SecretFile, raw.SecretFile is not null, OneWay);
    }

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
