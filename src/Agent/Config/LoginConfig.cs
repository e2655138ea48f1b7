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

/// <summary>How the two ends prove who they are. Secrets are beside it, in <see cref="ConnectionConfig.Secret"/> and <see cref="ConnectionConfig.Password"/>.</summary>
public sealed record LoginConfig
{
    public required LoginKind Kind { get; init; }

    /// <summary>After <see cref="Kind"/>, which is not EAP, a second round by EAP follows (RFC 4739).</summary>
    public bool ThenEap { get; init; }

    /// <summary>Of EAP; else empty.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Allowed, best first.</summary>
    public IReadOnlyList<EapType> Methods { get; init; } = [];

    /// <summary>The gateway may prove itself by the method of EAP alone (RFC 5998).</summary>
    public bool EapOnly { get; init; }

    /// <summary>EAP goes through EAP-TTLS, not MS-CHAPv2 by itself.</summary>
    public bool HasEapInTtls { get; init; }

    /// <summary>Whom the certificate of the server of EAP-TLS, EAP-TTLS and PEAP must be for; null: the gateway.</summary>
    public IdentityConfig? EapServer { get; init; }

    /// <summary>PEM, DER or PKCS #12, as <see cref="SourceText"/> names a file; authorities between may follow in it.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>May be the same file.</summary>
    public string? PrivateKeyFile { get; init; }

    /// <summary>
    /// What the gateway's certificate is believed by: "system", files and folders of authorities, "sha256:" and the digits of
    /// a public key.
    /// </summary>
    public IReadOnlyList<string> Trust { get; init; } = [];

    public RevocationChoice Revocation { get; init; }

    /// <summary>Which round the certificate and its key are for.</summary>
    public LoginKind KeyBelongsTo => Kind == LoginKind.Certificate ? LoginKind.Certificate : LoginKind.Eap;

    /// <summary>A certificate of the gateway's, or of a TLS server behind it, has to be found good.</summary>
    public bool NeedsTrust => Kind != LoginKind.SharedKey || Methods.Any(method => method.ProvesServer());
}
