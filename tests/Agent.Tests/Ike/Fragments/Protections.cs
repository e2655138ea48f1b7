using Holdfast.Crypto;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Protection;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Fragments;

/// <summary>One protection of each kind, with keys that a test knows.</summary>
internal static class Protections
{
    private static readonly Dictionary<string, IkeSuite> Suites = new()
    {
        ["aes128gcm16"] = new(EncryptionId.AesGcm16, 128, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Curve25519),
        ["aes256gcm16"] = new(EncryptionId.AesGcm16, 256, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Curve25519),
        ["chacha20poly1305"] = new(EncryptionId.ChaCha20Poly1305, 256, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Curve25519),
        ["aes128-sha256"] = new(EncryptionId.AesCbc, 128, IntegrityId.HmacSha256_128, PrfId.HmacSha256, KeyExchangeMethod.Curve25519),
        ["aes256-sha256"] = new(EncryptionId.AesCbc, 256, IntegrityId.HmacSha256_128, PrfId.HmacSha256, KeyExchangeMethod.Curve25519),
    };

    public static TheoryData<string> Names => [.. Suites.Keys];

    public static readonly IkeHeader Header =
        new(1, 2, PayloadType.None, 2, 0, ExchangeType.IkeAuth, HeaderFlags.Initiator, 1, 0);

    /// <summary>Keys are 1, 2, 3 and so on (cipher and salt), and 101, 102, 103 and so on (integrity).</summary>
    public static SkProtection Create(string name) => SkProtection.Create(
        Suites[name], Counting(1, Suites[name].EncryptionKeyLength), Counting(101, Suites[name].IntegrityKeyLength), new SeededRandom(3));

    public static byte[] Counting(int first, int length) => [.. Enumerable.Range(first, length).Select(i => (byte)i)];

    /// <summary>Payloads whose chain is <paramref name="length"/> bytes long.</summary>
    public static IReadOnlyList<Payload> Payloads(int length) => length == 0
        ? []
        : [new VendorIdPayload(Counting(1, length - PayloadChain.HeaderSize))];

    public static T Outer<T>(ReadOnlyMemory<byte> message)
        where T : Payload
    {
        Assert.True(IkeHeader.TryRead(message.Span, out IkeHeader header, out _));
        Assert.True(PayloadChain.TryDecode(
            header.NextPayload, message.Span[IkeHeader.Size..], out IReadOnlyList<Payload> outer, out _));
        return Assert.IsType<T>(Assert.Single(outer));
    }
}
