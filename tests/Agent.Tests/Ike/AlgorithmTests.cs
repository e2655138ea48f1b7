using System.Security.Cryptography;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Protection;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>Every algorithm of an IKE SA in a whole connection, and what is made of negotiated transforms.</summary>
public sealed class AlgorithmTests
{
    [Theory]
    [InlineData(EncryptionId.AesGcm16, 256, null, PrfId.HmacSha384, "aes256gcm16-prfsha384")]
    [InlineData(EncryptionId.ChaCha20Poly1305, 256, null, PrfId.HmacSha512, "chacha20poly1305-prfsha512")]
    [InlineData(EncryptionId.AesCbc, 128, IntegrityId.HmacSha1_96, PrfId.HmacSha1, "aes128-sha1-prfsha1")]
    [InlineData(EncryptionId.AesCbc, 128, IntegrityId.HmacSha256_128, PrfId.HmacSha256, "aes128-sha256-prfsha256")]
    [InlineData(EncryptionId.AesCbc, 256, IntegrityId.HmacSha384_192, PrfId.HmacSha384, "aes256-sha384-prfsha384")]
    [InlineData(EncryptionId.AesCbc, 256, IntegrityId.HmacSha512_256, PrfId.HmacSha512, "aes256-sha512-prfsha512")]
    public void A_session_stands_with_every_cipher_integrity_algorithm_and_prf(
        EncryptionId encryption, ushort bits, IntegrityId? integrity, PrfId prf, string suite)
    {
        Proposal proposal = TestSettings.Ike(1, encryption, bits, integrity, KeyExchangeMethod.Curve25519);
        Transform[] transforms = [.. proposal.Transforms.Where(t => t.Type != TransformType.Prf), Transform.Prf(prf)];
        Assert.Equal($"{suite}-x25519", Connect(proposal with { Transforms = transforms }));
    }

    [Theory]
    [InlineData(KeyExchangeMethod.Ecp256, "ecp256")]
    [InlineData(KeyExchangeMethod.Ecp384, "ecp384")]
    [InlineData(KeyExchangeMethod.Ecp521, "ecp521")]
    [InlineData(KeyExchangeMethod.Modp1536, "modp1536")]
    [InlineData(KeyExchangeMethod.Modp2048, "modp2048")]
    [InlineData(KeyExchangeMethod.Modp3072, "modp3072")]
    [InlineData(KeyExchangeMethod.Modp4096, "modp4096")]
    public void A_session_stands_with_every_group(KeyExchangeMethod group, string name) => Assert.Equal(
        $"aes256-sha256-prfsha256-{name}",
        Connect(TestSettings.Ike(1, EncryptionId.AesCbc, 256, IntegrityId.HmacSha256_128, group)));

    [Theory]
    [InlineData(IntegrityId.HmacSha1_96, 20, 12)]
    [InlineData(IntegrityId.HmacSha256_128, 32, 16)]
    [InlineData(IntegrityId.HmacSha384_192, 48, 24)]
    [InlineData(IntegrityId.HmacSha512_256, 64, 32)]
    public void The_checksum_of_a_message_is_dotnets_hmac_cut_to_its_length(IntegrityId integrity, int keyLength, int icvLength)
    {
        IkeSuite suite = new(EncryptionId.AesCbc, 128, integrity, PrfId.HmacSha256, KeyExchangeMethod.Curve25519);
        Assert.Equal(keyLength, suite.IntegrityKeyLength);
        byte[] skE = new byte[16], skA = new byte[keyLength];
        new Random(5).NextBytes(skA);
        using SkProtection protection = SkProtection.Create(suite, skE, skA, new SeededRandom(3));

        IkeHeader header = new() { ExchangeType = ExchangeType.Informational };
        byte[] message = protection.Seal(header, [Notifications()]);

        Assert.Equal(Hmac(integrity, skA, message[..^icvLength])[..icvLength], message[^icvLength..]);
        Assert.True(TryOpen(protection, message));
        for (int at = 32; at < message.Length; at++)
        {
            byte[] forged = [.. message];
            forged[at] ^= 1;
            Assert.False(TryOpen(protection, forged), $"byte {at}");
        }
    }

    [Theory]
    [InlineData(EncryptionId.AesGcm16, 128, null, "aes128gcm16")]
    [InlineData(EncryptionId.AesGcm16, 256, IntegrityId.None, "aes256gcm16")]
    [InlineData(EncryptionId.ChaCha20Poly1305, null, null, "chacha20poly1305")]
    [InlineData(EncryptionId.AesCbc, 128, IntegrityId.HmacSha1_96, "aes128-sha1")]
    [InlineData(EncryptionId.AesCbc, 256, IntegrityId.HmacSha256_128, "aes256-sha256")]
    [InlineData(EncryptionId.AesCbc, 128, IntegrityId.HmacSha384_192, "aes128-sha384")]
    [InlineData(EncryptionId.AesCbc, 256, IntegrityId.HmacSha512_256, "aes256-sha512")]
    [InlineData(EncryptionId.AesCbc, 256, null, null)]
    [InlineData(EncryptionId.AesCbc, 192, IntegrityId.HmacSha256_128, null)]
    [InlineData(EncryptionId.AesCbc, 256, IntegrityId.HmacMd5_96, null)]
    [InlineData(EncryptionId.AesGcm16, 256, IntegrityId.HmacSha256_128, null)]
    [InlineData(EncryptionId.AesGcm16, 256, IntegrityId.HmacMd5_96, null)]
    [InlineData(EncryptionId.AesGcm16, 192, null, null)]
    [InlineData(EncryptionId.TripleDes, null, IntegrityId.HmacSha1_96, null)]
    [InlineData(EncryptionId.Null, null, IntegrityId.HmacSha256_128, null)]
    public void Transforms_become_an_esp_algorithm_or_nothing(
        EncryptionId encryption, int? bits, IntegrityId? integrity, string? name)
    {
        Transform[] transforms =
        [
            Transform.Encryption(encryption, (ushort?)bits),
            .. integrity is { } id ? [Transform.Integrity(id)] : Array.Empty<Transform>(),
        ];
        bool known = EspSuites.TryAlgorithm(new ChosenTransforms(default, transforms), out EspAlgorithm algorithm);
        Assert.Equal(name, known ? algorithm.ToString() : null);
    }

    [Theory]
    [InlineData(EncryptionId.AesCbc, 256, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Ecp384, "integrity None")]
    [InlineData(EncryptionId.AesCbc, 256, IntegrityId.HmacMd5_96, PrfId.HmacSha256, KeyExchangeMethod.Ecp384, "integrity HmacMd5_96")]
    [InlineData(EncryptionId.AesGcm16, 256, IntegrityId.HmacSha512_256, PrfId.HmacSha256, KeyExchangeMethod.Ecp384, "integrity HmacSha512_256")]
    [InlineData(EncryptionId.AesCbc, 256, IntegrityId.HmacSha1_96, PrfId.HmacMd5, KeyExchangeMethod.Ecp384, "PRF HmacMd5")]
    [InlineData(EncryptionId.AesCbc, 256, IntegrityId.HmacSha1_96, PrfId.HmacSha1, KeyExchangeMethod.Modp1024, "key exchange Modp1024")]
    [InlineData(EncryptionId.TripleDes, 0, IntegrityId.HmacSha1_96, PrfId.HmacSha1, KeyExchangeMethod.Modp1536, "encryption TripleDes with 0 bits")]
    [InlineData(EncryptionId.Null, 0, IntegrityId.HmacSha1_96, PrfId.HmacSha1, KeyExchangeMethod.Modp1536, "encryption Null with 0 bits")]
    [InlineData(EncryptionId.AesGcm16, 192, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Ecp384, "encryption AesGcm16 with 192 bits")]
    [InlineData(EncryptionId.AesGcm12, 128, IntegrityId.None, PrfId.HmacSha256, KeyExchangeMethod.Ecp384, "encryption AesGcm12 with 128 bits")]
    public void What_is_not_implemented_is_named(
        EncryptionId encryption, ushort bits, IntegrityId integrity, PrfId prf, KeyExchangeMethod group, string problem)
    {
        Transform[] transforms =
        [
            Transform.Encryption(encryption, bits), Transform.Integrity(integrity), Transform.Prf(prf), Transform.KeyExchange(group),
        ];
        Assert.False(IkeSuite.TryFrom(new ChosenTransforms(default, transforms), out _, out string actual));
        Assert.Equal(problem, actual);
    }

    private static string Connect(Proposal proposal)
    {
        KeyExchangeMethod group = (KeyExchangeMethod)proposal.Transforms.Single(t => t.Type == TransformType.KeyExchange).Id;
        using Wires wires = new(
            TestSettings.Create() with { IkeProposals = [proposal] }, new Responder(new SeededRandom(2)) { Groups = [group] });
        Assert.True(wires.RunUntil(() => wires.Up is not null));
        return wires.Up!.Details.IkeSuite;
    }

    private static NotifyPayload Notifications() => Holdfast.Ike.Exchange.Notifications.Of(NotifyType.InitialContact, Array.Empty<byte>());

    private static bool TryOpen(SkProtection protection, byte[] message)
    {
        PayloadChain.TryDecode(PayloadType.Encrypted, message.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> payloads, out _);
        return payloads.FirstOrDefault() is EncryptedPayload sk && protection.TryOpen(message, sk, out _);
    }

    private static byte[] Hmac(IntegrityId integrity, byte[] key, byte[] data) => integrity switch
    {
        IntegrityId.HmacSha1_96 => HMACSHA1.HashData(key, data),
        IntegrityId.HmacSha256_128 => HMACSHA256.HashData(key, data),
        IntegrityId.HmacSha384_192 => HMACSHA384.HashData(key, data),
        _ => HMACSHA512.HashData(key, data),
    };
}
