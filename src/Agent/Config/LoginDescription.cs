namespace Holdfast.Config;

/// <summary>How the two ends prove who they are, in words.</summary>
internal static class LoginDescription
{
    public static IReadOnlyList<string> Lines(ConnectionConfig config) =>
    [
        Own(config),
        .. config.Login.ThenEap ? [$"then {ByName(config, config.PasswordFile)}"] : Array.Empty<string>(),
        Gateway(config),
        .. config.Login.EapServer is { } server
            ? [$"accept only a server of EAP with a valid certificate for {server}, issued by the same"]
            : Array.Empty<string>(),
        .. config.Login.EapOnly ? [EapOnly(config.Login)] : Array.Empty<string>(),
        .. config.Login.Revocation switch
        {
            RevocationChoice.Strict => ["refuse a certificate unless its issuer says that it is not revoked"],
            RevocationChoice.Off => ["not ask whether a certificate is revoked"],
            _ => Array.Empty<string>(),
        },
    ];

    private static string Own(ConnectionConfig config) => config.Login.Kind switch
    {
        LoginKind.SharedKey => $"identify as {config.Identity} with a pre-shared key from {SourceOf(config.SecretFile)}",
        LoginKind.Eap => ByName(config, config.SecretFile),
        _ => $"identify as {config.Identity?.ToString() ?? "the subject of its certificate"}, with the certificate of {config.Login.CertificateFile}",
    };

    private static string ByName(ConnectionConfig config, string? passwordFile)
    {
        bool hasKey = config.Login is { CertificateFile: not null, KeyBelongsTo: LoginKind.Eap };
        return $"log in as {InputText.Quote(config.Login.UserName)} with "
            + (hasKey ? $"the certificate of {config.Login.CertificateFile}" : $"a password from {SourceOf(passwordFile)}");
    }

    private static string Gateway(ConnectionConfig config)
    {
        if (config.Login.Kind != LoginKind.SharedKey)
            return $"accept only a gateway with a valid certificate for {Identities(config)}, issued by {Trust(config.Login)}";
        string gateway = config.GatewayIdentity is null
            ? "accept any gateway that proves to know the pre-shared key"
            : $"accept only a gateway that proves to be {config.GatewayIdentity}";
        return config.Login.NeedsTrust ? $"{gateway}, and by a valid certificate inside EAP, issued by {Trust(config.Login)}" : gateway;
    }

    private static string Identities(ConnectionConfig config) =>
        string.Join(" or ", config.Gateways.Select(gateway => gateway.Identity?.ToString()).Distinct());

    private static string EapOnly(LoginConfig login) =>
        "let the gateway show its certificate inside EAP alone; until then whoever answers sees "
        + (login.CertificateFile is null ? "the name's domain" : InputText.Quote(login.UserName));

    private static string SourceOf(string? file) =>
        file is null ? "the configuration" : SourceText.IsVariable(file, out string? name) ? $"the environment variable {name}" : file;

    private static string Trust(LoginConfig login) =>
        string.Join(" or ", login.Trust.Select(source => source == "system" ? "the system's authorities" : source));
}
