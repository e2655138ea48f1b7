namespace Holdfast.Platform;

/// <summary>How a state protects its packets, under the names of the kernel's crypto API: an AEAD, or two algorithms.</summary>
/// <param name="Aead">Null: Cipher and Integrity instead.</param>
/// <param name="IcvBits">Of the AEAD.</param>
/// <param name="TruncationBits">What is left of the integrity algorithm's output in a packet.</param>
public sealed record XfrmAlgorithm(string? Aead, int IcvBits, string? Cipher, string? Integrity, int TruncationBits)
{
    /// <summary>RFC 4106, for keys of every length.</summary>
    public static readonly XfrmAlgorithm Rfc4106Gcm = new("rfc4106(gcm(aes))", 128, null, null, 0);

    /// <summary>RFC 7634.</summary>
    public static readonly XfrmAlgorithm ChaCha20Poly1305 = new("rfc7539esp(chacha20,poly1305)", 128, null, null, 0);

    /// <summary>AES-CBC (RFC 3602) with an integrity algorithm such as "hmac(sha256)" (RFC 4868).</summary>
    public static XfrmAlgorithm Cbc(string integrity, int truncationBits) =>
        new(null, 0, "cbc(aes)", integrity, truncationBits);

    public override string ToString() => Aead ?? $"{Cipher}, {Integrity}";
}
