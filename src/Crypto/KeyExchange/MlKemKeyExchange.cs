using System.Diagnostics.CodeAnalysis;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>ML-KEM (FIPS 203) by OpenSSL: we send an encapsulation key, and the other side answers with a ciphertext.</summary>
internal sealed class MlKemKeyExchange : KeyExchange
{
    private readonly MlKemParameters _parameters;
    private readonly KeyHandle _key;

    private MlKemKeyExchange(MlKemParameters parameters, KeyHandle key, byte[] publicValue)
        : base(parameters.Algorithm, publicValue)
    {
        _parameters = parameters;
        _key = key;
    }

    internal static MlKemKeyExchange Generate(MlKemParameters parameters) =>
        From(parameters, KeyHandle.Generate(parameters.Name, group: null));

    /// <summary>The key that a seed makes, for known answers.</summary>
    internal static MlKemKeyExchange Import(MlKemParameters parameters, ReadOnlySpan<byte> seed) =>
        From(parameters, KeyHandle.ImportKemSeed(parameters.Name, seed));

    internal static bool TryAnswer(
        MlKemParameters parameters, ReadOnlySpan<byte> encapsulationKey,
        out byte[] ciphertext, [NotNullWhen(true)] out SecretBytes? sharedSecret)
    {
        (ciphertext, sharedSecret) = ([], null);
        if (encapsulationKey.Length != parameters.PublicValueLength)
            return false;
        using KeyHandle? peer = KeyHandle.TryImportKem(parameters.Name, encapsulationKey);
        if (peer is null)
            return false;
        var secret = new SecretBytes(MlKemParameters.SharedSecretLength);
        try
        {
            ciphertext = new byte[parameters.CiphertextLength];
            peer.Encapsulate(ciphertext, secret.Span);
            sharedSecret = secret;
            return true;
        }
        finally
        {
            if (sharedSecret is null)
                secret.Dispose();
        }
    }

    private protected override int SharedSecretLength => MlKemParameters.SharedSecretLength;

    private protected override int PeerValueLength => _parameters.CiphertextLength;

    private protected override bool Agree(ReadOnlySpan<byte> peerPublicValue, Span<byte> sharedSecret)
    {
        bool isAgreed = _key.TryDecapsulate(peerPublicValue, sharedSecret);
        GC.KeepAlive(_key);
        return isAgreed;
    }

    private protected override void DisposeKey() => _key.Dispose();

    private static MlKemKeyExchange From(MlKemParameters parameters, KeyHandle key)
    {
        byte[] encapsulationKey = new byte[parameters.PublicValueLength];
        key.ExportPublicValue(encapsulationKey);
        return new MlKemKeyExchange(parameters, key, encapsulationKey);
    }
}
