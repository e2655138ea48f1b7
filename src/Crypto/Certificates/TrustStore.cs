using Microsoft.Win32.SafeHandles;

namespace Holdfast.Crypto;

/// <summary>Whom to trust. It holds no certificates: at each validation it reads its files and keeps the few that the
/// received chain could end at, so that a bundle of hundreds costs no memory.</summary>
/// <remarks>Every certificate in it is an anchor, also one that no root signed, and a gateway's own.</remarks>
public abstract class TrustStore
{
    private protected TrustStore()
    {
    }

    /// <summary>A file with certificates in PEM, or one in DER.</summary>
    /// <param name="open">Opens a file for reading, and throws an <see cref="IOException"/> where it can't; null: what is there is no file.</param>
    public static TrustStore FromFile(string path, Func<string, SafeFileHandle?>? open = null) => new FileTrustStore([path], open ?? FileTrustStore.Open);

    /// <summary>All files of a folder that are named .pem, .crt, .cer or .der, up to a thousand.</summary>
    /// <inheritdoc cref="FromFile"/>
    public static TrustStore FromFolder(string path, Func<string, SafeFileHandle?>? open = null) => new FolderTrustStore(path, open ?? FileTrustStore.Open);

    /// <summary>These certificates.</summary>
    public static TrustStore FromCertificates(params IReadOnlyList<Certificate> certificates) =>
        new FixedTrustStore(certificates);

    /// <summary>A public key: a received certificate is an anchor if SHA-256 of its SubjectPublicKeyInfo is this. So
    /// the gateway's key can be pinned, or that of a CA whose certificate the gateway sends.</summary>
    /// <exception cref="ArgumentException">The hash has not 32 bytes.</exception>
    public static TrustStore FromPublicKeyHash(ReadOnlySpan<byte> hash)
    {
        if (hash.Length != Hash.Length(HashAlgorithm.Sha256))
            throw new ArgumentException("must be a SHA-256", nameof(hash));
        return new PinnedTrustStore(hash.ToArray());
    }

    /// <summary>What the chain may end at. False with a reason if the store cannot be read.</summary>
    internal abstract bool TryFind(
        IReadOnlyList<Certificate> received, out IReadOnlyList<Certificate> anchors, out string reason);

    private sealed class FixedTrustStore(IReadOnlyList<Certificate> certificates) : TrustStore
    {
        internal override bool TryFind(
            IReadOnlyList<Certificate> received, out IReadOnlyList<Certificate> anchors, out string reason)
        {
            anchors = certificates;
            reason = "";
            return true;
        }
    }

    private sealed class PinnedTrustStore(byte[] hash) : TrustStore
    {
        internal override bool TryFind(
            IReadOnlyList<Certificate> received, out IReadOnlyList<Certificate> anchors, out string reason)
        {
            anchors = [.. received.Where(certificate => CertificateIdentity.MatchesKey(certificate, hash))];
            reason = "";
            return true;
        }
    }
}
