namespace Holdfast.Lab.Gateway;

/// <summary>What a RADIUS server proves itself with, and whom it lets in.</summary>
/// <param name="Certificate">Of the TLS inside EAP.</param>
public sealed record RadiusSettings(CertifiedKey Certificate)
{
    /// <summary>The EAP method that it asks for first, in FreeRADIUS's words.</summary>
    public string Method { get; init; } = "mschapv2";

    /// <summary>The only version: 1.2 or 1.3.</summary>
    public string TlsVersion { get; init; } = "1.2";

    /// <summary>Of the one user.</summary>
    public string User { get; init; } = new GatewaySettings().User;

    public string Password { get; init; } = new GatewaySettings().Password;
}
