using System.Diagnostics.CodeAnalysis;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>A private key and the certificates beside it, from a file: PEM or DER, PKCS #8 (encrypted or not), the
/// traditional forms of RSA and elliptic curves, or PKCS #12.</summary>
public sealed class KeyFile : IDisposable
{
    /// <summary>Of the whole file, in bytes.</summary>
    public const int MaxLength = 256 * 1024;

    private KeyFile(PrivateKey key, IReadOnlyList<Certificate> certificates) =>
        (Key, Certificates) = (key, certificates);

    public PrivateKey Key { get; }

    /// <summary>The one of this key first, if it is among them.</summary>
    public IReadOnlyList<Certificate> Certificates { get; }

    /// <summary>False with a reason, as the predicate of a sentence whose subject is the file. A wrong password is told
    /// apart from bytes that are no key.</summary>
    /// <param name="content">Of the file; stays the caller's, who clears it.</param>
    /// <param name="password">In UTF-8; empty if there is none.</param>
    public static bool TryLoad(
        ReadOnlySpan<byte> content,
        ReadOnlySpan<byte> password,
        [NotNullWhen(true)] out KeyFile? file,
        [NotNullWhen(false)] out string? reason)
    {
        file = null;
        if (content.Length > MaxLength)
        {
            reason = $"has {content.Length} bytes, {MaxLength} is the most";
            return false;
        }
        using var passPhrase = new PassPhrase(password);
        var certificates = new List<Certificate>();
        SignatureKey? decoded = KeyFileReader.Read(content, passPhrase, certificates, out reason);
        HeapSweep.Run();
        PrivateKey? key = decoded is null ? null : Adopt(decoded, out reason);
        if (key is null)
            return false;
        if (content[0] != Der.Sequence)
            CertificateFile.ReadPem(content, certificates);
        file = new KeyFile(key, InOrder(key, certificates));
        reason = null;
        return true;
    }

    public void Dispose()
    {
        Key.Dispose();
        foreach (Certificate certificate in Certificates)
            certificate.Dispose();
    }

    private static PrivateKey? Adopt(SignatureKey decoded, out string reason)
    {
        PrivateKey? key = PrivateKey.TryAdopt(decoded, out reason);
        if (key is null)
        {
            reason = $"holds {reason}";
            return null;
        }
        if (key.IsConsistent())
            return key;
        key.Dispose();
        reason = "holds a damaged private key, whose signatures are wrong";
        return null;
    }

    private static List<Certificate> InOrder(PrivateKey key, List<Certificate> certificates)
    {
        byte[] own = key.ExportPublicKey();
        return [.. certificates.OrderByDescending(one => one.ExportPublicKey().AsSpan().SequenceEqual(own))];
    }
}
