using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Login;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>Settings of a site as the tests use them; each test changes what it is about.</summary>
internal static class TestSettings
{
    public const string Secret = "correct horse battery staple";

    public static readonly IkePath Path =
        new(IpAddress.Parse("10.10.1.2"), 500, IpAddress.Parse("192.0.2.2"), 500);

    public static readonly Proposal GcmX25519 = Ike(1, EncryptionId.AesGcm16, 128, null, KeyExchangeMethod.Curve25519, KeyExchangeMethod.Ecp256);

    public static readonly Proposal CbcModp = Ike(2, EncryptionId.AesCbc, 256, IntegrityId.HmacSha256_128, KeyExchangeMethod.Modp2048);

    public static IkeSettings Create() => new()
    {
        LocalId = new IdPayload(true, IdType.Fqdn, "site7"u8.ToArray()),
        Credential = new SharedKey(SecretBytes.CopyOf(Encoding.ASCII.GetBytes(Secret))),
        Gateway = new SharedKeyProof(SecretBytes.CopyOf(Encoding.ASCII.GetBytes(Secret))),
        IkeProposals = [GcmX25519, CbcModp],
        Children = [Child()],
        Requests = [ConfigurationAttributeType.InternalIp4Address, ConfigurationAttributeType.InternalIp4Dns],
        Connecting = RetransmitPolicy.Default,
        RekeySelfTest = null,
    };

    public static ChildSettings Child(string name = "net") => new()
    {
        Name = name,
        Proposals = [Esp(1, EncryptionId.AesGcm16, 128)],
        Local = [TrafficSelector.Any(IpFamily.IPv4)],
        Remote = [TrafficSelector.Any(IpFamily.IPv4)],
    };

    public static Proposal Ike(byte number, EncryptionId encryption, ushort bits, IntegrityId? integrity, params KeyExchangeMethod[] groups) =>
        new(number, ProtocolId.Ike, default,
        [
            Encryption(encryption, bits),
            .. integrity is { } id ? [new Transform(TransformType.Integrity, (ushort)id, null)] : Array.Empty<Transform>(),
            new Transform(TransformType.Prf, (ushort)PrfId.HmacSha256, null),
            .. groups.Select(g => new Transform(TransformType.KeyExchange, (ushort)g, null)),
        ]);

    public static Proposal Esp(byte number, EncryptionId encryption, ushort bits) =>
        new(number, ProtocolId.Esp, default,
        [
            Encryption(encryption, bits),
            new Transform(TransformType.SequenceNumbers, (ushort)SequenceNumbersId.Extended, null),
            new Transform(TransformType.SequenceNumbers, (ushort)SequenceNumbersId.NotExtended, null),
        ]);

    private static Transform Encryption(EncryptionId id, ushort bits) =>
        new(TransformType.Encryption, (ushort)id, id == EncryptionId.ChaCha20Poly1305 ? null : bits);
}
