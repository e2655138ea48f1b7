using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>The ECP and MODP groups, whose private keys OpenSSL makes and keeps in its secure heap.</summary>
internal sealed class OpenSslKeyExchange : KeyExchange
{
    private readonly KeyExchangeGroup _group;
    private readonly KeyHandle _key;

    private OpenSslKeyExchange(KeyExchangeGroup group, KeyHandle key, byte[] publicValue)
        : base(group.Algorithm, publicValue)
    {
        _group = group;
        _key = key;
    }

    internal static OpenSslKeyExchange Generate(KeyExchangeGroup group)
    {
        KeyHandle key = KeyHandle.Generate(group.KeyType, group.Name);
        byte[] encoded = new byte[group.PointPrefix.Length + group.PublicValueLength];
        key.ExportPublicValue(encoded);
        return new OpenSslKeyExchange(group, key, encoded[group.PointPrefix.Length..]);
    }

    /// <summary>A given private key (highest byte first), for known answers; without a public value.</summary>
    internal static OpenSslKeyExchange Import(KeyExchangeGroup group, ReadOnlySpan<byte> privateKey) =>
        new(group, KeyHandle.Import(group.KeyType, group.Name, privateKey), []);

    private protected override int SharedSecretLength => _group.SharedSecretLength;

    private protected override bool Agree(ReadOnlySpan<byte> peerPublicValue, Span<byte> sharedSecret)
    {
        Span<byte> encoded = stackalloc byte[_group.PointPrefix.Length + peerPublicValue.Length];
        _group.PointPrefix.CopyTo(encoded);
        peerPublicValue.CopyTo(encoded[_group.PointPrefix.Length..]);
        using KeyHandle? peer = _key.TryImportPeer(encoded);
        if (peer is not null)
            _key.Derive(peer, _group.IsPadded, sharedSecret);
        GC.KeepAlive(_key);
        return peer is not null;
    }

    private protected override void DisposeKey() => _key.Dispose();
}
