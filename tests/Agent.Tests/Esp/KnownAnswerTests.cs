using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class KnownAnswerTests
{
    // RFC 7634 appendix A: key and salt, inner packet, ESP packet.
    private const string RfcKey =
        "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3";

    private const string RfcInner =
        "45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec100007362708090a0b0c0d0e0f10111213"
        + "1415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637";

    private const string RfcPacket =
        "0102030400000005101112131415161724039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c6"
        + "14ee8099d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3cbec163fac469b502773f6fb94e664da"
        + "9165b82829f641e076aaa8266b7fb0f7b11b369907e1ad43";

    [Fact]
    public void The_packet_of_rfc_7634_appendix_A_opens_to_its_inner_packet()
    {
        ChildSaSpec spec = Child.Spec(EspAlgorithm.ChaCha20Poly1305, inboundSpi: 0x01020304, local: Child.Anywhere) with
        {
            InboundKey = SecretBytes.CopyOf(Convert.FromHexString(RfcKey)),
        };
        using InboundSa sa = Child.Inbound(spec);

        Assert.Equal(DropReason.None, Child.Open(sa, Convert.FromHexString(RfcPacket), out byte[] inner));
        Assert.Equal(RfcInner, Convert.ToHexStringLower(inner));
    }

    [Fact]
    public void The_inner_packet_of_rfc_7634_appendix_A_seals_to_its_packet()
    {
        byte[] expected = Convert.FromHexString(RfcPacket);
        byte[] packet =
            [.. expected[..16], .. Convert.FromHexString(RfcInner), 1, 2, 2, 4, .. new byte[16]];
        using EspCipher cipher = EspCipher.Create(EspAlgorithm.ChaCha20Poly1305, Convert.FromHexString(RfcKey), false);

        cipher.Seal(packet, 0);

        Assert.Equal(expected, packet);
    }
}
