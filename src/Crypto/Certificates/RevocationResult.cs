namespace Holdfast.Crypto;

public enum RevocationStatus
{
    Good,
    Revoked,

    /// <summary>The CRL or the response says nothing about the certificate, or cannot be believed.</summary>
    Unknown,
}

/// <summary>What a CRL or an OCSP response says about one certificate.</summary>
/// <param name="Message">One line for people; empty if the certificate is good.</param>
/// <param name="NextUpdate">Until when the answer may be kept; null if it does not say.</param>
public readonly record struct RevocationResult(RevocationStatus Status, string Message, DateTimeOffset? NextUpdate);
