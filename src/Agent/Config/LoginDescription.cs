namespace Holdfast.Config;

/// <summary>How the two ends prove who they are, in words.</summary>
internal static class LoginDescription
{
    public static IReadOnlyList<string> Lines(ConnectionConfig config) => config.Login.Kind == LoginKind.SharedKey
        ?
        [
            $"identify as {config.Identity} with a pre-shared key from {config.SecretFile ?? "the configuration"}",
            config.GatewayIdentity is null
                ? "accept any gateway that proves to know the pre-shared key"
                : $"accept only a gateway that proves to be {config.GatewayIdentity}",
        ]
        :
        [
            config.Login.Kind == LoginKind.Eap
                ? $"log in as {InputText.Quote(config.Login.UserName)} with {Credential(config)}"
                : $"identify as {config.Identity?.ToString() ?? "the subject of its certificate"}, with the certificate of {config.Login.CertificateFile}",
            $"accept only a gateway with a valid certificate for {config.GatewayIdentity}, issued by {Trust(config.Login)}",
            .. config.Login.EapServer is { } server
                ? [$"accept only a server of EAP with a valid certificate for {server}, issued by the same"]
                : Array.Empty<string>(),
            .. config.Login.Revocation switch
            {
                RevocationChoice.Strict => ["refuse a certificate unless its issuer says that it is not revoked"],
                RevocationChoice.Off => ["not ask whether a certificate is revoked"],
                _ => Array.Empty<string>(),
            },
        ];

    private static string Credential(ConnectionConfig config) => config.Login.CertificateFile is { } file
        ? $"the certificate of {file}"
        : $"a password from {config.SecretFile ?? "the configuration"}";

    private static string Trust(LoginConfig login) =>
        string.Join(" or ", login.Trust.Select(source => source == "system" ? "the system's authorities" : source));
}
