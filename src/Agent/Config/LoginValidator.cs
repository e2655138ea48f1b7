using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>Which way of logging in the keys of a connection make, and what that way lacks or can't use.</summary>
internal sealed class LoginValidator(ConfigValues values)
{
    private const string SystemTrust = "system";

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

        CheckOneOf(raw.Password, ConfigKeys.Password, raw.PasswordFile, ConfigKeys.PasswordFile, "the password");
        IReadOnlyList<EapType> methods = values.NonEmptyList<EapType>(
            raw.SingleEapMethod, raw.EapMethods, ConfigKeys.EapMethods, LoginParsers.TryEapMethod) ?? [EapType.MschapV2];
        if (methods.Contains(EapType.Tls))
            values.Fail(ConfigKeys.EapMethods, "names \"tls\", which takes a certificate with its key, and a login by name has none");
        return new LoginConfig
        {
            Kind = kind,
            UserName = values.Required<string>(raw.Username, ConfigKeys.Username, "the login's name", LoginParsers.TryUserName) ?? "",
            Methods = methods,
            Trust = values.NonEmptyList<string>(raw.SingleTrust, raw.Trust, ConfigKeys.Trust, LoginParsers.TryTrust) ?? [SystemTrust],
            Revocation = (RevocationChoice)values.Parsed<int>(raw.Revocation, ConfigKeys.Revocation, LoginParsers.TryRevocation),
        };
    }

    private static LoginKind KindOf(RawOptions raw) =>
        raw.Username is null && raw.Password is null && raw.PasswordFile is null ? LoginKind.SharedKey : LoginKind.Eap;

    private void CheckNothingForeign(RawOptions raw, LoginKind kind)
    {
        (string Key, bool IsThere)[] foreign = kind == LoginKind.SharedKey
            ?
            [
                (ConfigKeys.EapMethods, raw.EapMethods is not null || raw.SingleEapMethod is { Length: > 0 }),
                (ConfigKeys.Trust, raw.Trust is not null || raw.SingleTrust is { Length: > 0 }),
                (ConfigKeys.Revocation, raw.Revocation is not null),
            ]
            : [(ConfigKeys.Secret, raw.Secret is not null), (ConfigKeys.SecretFile, raw.SecretFile is not null)];
        foreach ((string key, bool isThere) in foreign)
        {
            if (isThere)
                values.Fail(key, kind == LoginKind.SharedKey
                    ? "is of no use with a pre-shared key, which proves the gateway too; leave the key out"
                    : "is a pre-shared key, given beside a user name or password; keep one way to log in");
        }
    }

    private void CheckOneOf(string? value, string key, string? file, string fileKey, string what, string instead = "")
    {
        if (value is null && file is null)
            values.Fail(key, $"is missing; it takes {what}, or \"{fileKey}\" the file that holds it{instead}");
        if (value is not null && file is not null)
            values.Fail(fileKey, $"is given beside \"{key}\"; keep one of them");
    }
}
