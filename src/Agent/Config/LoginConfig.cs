using Holdfast.Wire;

namespace Holdfast.Config;

public enum LoginKind
{
    /// <summary>A pre-shared key, for both ends.</summary>
    SharedKey,

    /// <summary>User name and password, to a gateway that proves itself by a certificate.</summary>
    Eap,

    /// <summary>A key and its certificate, to a gateway that proves itself by one too.</summary>
    Certificate,
}

public enum RevocationChoice
{
    /// <summary>Who issued the certificate is asked; what is unknown passes.</summary>
    IfReachable,

    /// <summary>What is unknown fails.</summary>
    Strict,
    Off,
}

/// <summary>How the two ends prove who they are. Secrets are beside it, in <see cref="ConnectionConfig.Secret"/>.</summary>
public sealed record LoginConfig
{
    public required LoginKind Kind { get; init; }

    /// <summary>Of <see cref="LoginKind.Eap"/>; else empty.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Allowed, best first.</summary>
    public IReadOnlyList<EapType> Methods { get; init; } = [];

    /// <summary>EAP goes through EAP-TTLS, not MS-CHAPv2 by itself.</summary>
    public bool HasEapInTtls { get; init; }

    /// <summary>Whom the certificate of the server of EAP-TLS, EAP-TTLS and PEAP must be for; null: the gateway.</summary>
    public IdentityConfig? EapServer { get; init; }

    /// <summary>PEM, DER or PKCS #12, by its path from the configuration's folder; authorities between may follow in it.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>May be the same file.</summary>
    public string? PrivateKeyFile { get; init; }

    /// <summary>
    /// What the gateway's certificate is believed by: "system", files and folders of authorities, "sha256:" and the digits of
    /// a public key.
    /// </summary>
    public IReadOnlyList<string> Trust { get; init; } = [];

    public RevocationChoice Revocation { get; init; }
}
