namespace Holdfast.Crypto;

/// <summary>A private key with the certificates for it.</summary>
/// <param name="Chain">The key's own first, then those between it and the authority, in order.</param>
public sealed record CertifiedKey(PrivateKey Key, IReadOnlyList<Certificate> Chain) : IDisposable
{
    public void Dispose()
    {
        Key.Dispose();
        foreach (Certificate certificate in Chain)
            certificate.Dispose();
    }
}
