using NSec.Cryptography;

namespace Holdfast.Crypto;

/// <summary>X25519 (RFC 7748) by NSec; the private key is in libsodium's guarded memory.</summary>
internal sealed class X25519KeyExchange : KeyExchange
{
    internal const int Length = 32;

    private readonly Key _key;

    private X25519KeyExchange(Key key)
        : base(KeyExchangeAlgorithm.X25519, key.PublicKey.Export(KeyBlobFormat.RawPublicKey)) => _key = key;

    // Key.Create would load .NET's own random source, which a static executable must not have.
    internal static X25519KeyExchange Generate(IRandom random)
    {
        using var privateKey = new SecretBytes(Length);
        random.Fill(privateKey.Span);
        return Import(privateKey.Span);
    }

    internal static X25519KeyExchange Import(ReadOnlySpan<byte> privateKey) =>
        new(Key.Import(KeyAgreementAlgorithm.X25519, privateKey, KeyBlobFormat.RawPrivateKey));

    private protected override int SharedSecretLength => Length;

    private protected override bool Agree(ReadOnlySpan<byte> peerPublicValue, Span<byte> sharedSecret)
    {
        var exportable = new SharedSecretCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        if (!NSec.Cryptography.PublicKey.TryImport(
                KeyAgreementAlgorithm.X25519, peerPublicValue, KeyBlobFormat.RawPublicKey,
                out NSec.Cryptography.PublicKey? peer)
            || peer is null)
            return false;
        using SharedSecret? secret = KeyAgreementAlgorithm.X25519.Agree(_key, peer, exportable); // null if all zero
        return secret is not null && secret.TryExport(SharedSecretBlobFormat.RawSharedSecret, sharedSecret, out _);
    }

    private protected override void DisposeKey() => _key.Dispose();
}
