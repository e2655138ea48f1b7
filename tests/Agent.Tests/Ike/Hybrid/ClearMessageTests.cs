using System.Security.Cryptography;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Hybrid;

/// <summary>The octets of RFC 9242 section 3.3.2, put together by hand.</summary>
public sealed class ClearMessageTests
{
    private static readonly IkeHeader Header = new(
        0x0102030405060708, 0x1112131415161718, PayloadType.EncryptedFragment, 2, 0, ExchangeType.IkeIntermediate, HeaderFlags.Initiator, 7, 999);

    [Fact]
    public void Of_a_message_in_fragments_it_is_as_if_it_had_come_whole()
    {
        byte[] clear = ClearMessage.Of(Header, PayloadType.KeyExchange, [0xAA, 0xBB, 0xCC]);
        Assert.Equal("010203040506070811121314151617182E202B080000000700000023" + "22000007" + "AABBCC", Convert.ToHexString(clear));
    }

    [Fact]
    public void Of_a_whole_message_all_before_the_encrypted_body_is_kept_but_for_the_lengths()
    {
        // Header, a vendor ID in clear, the generic header of SK, and a body of 6 bytes.
        byte[] message = Convert.FromHexString(
            "010203040506070811121314151617182B202B2800000007000000FF" + "2E00000501" + "2200000A" + "010203040506");
        byte[] clear = ClearMessage.Of(message, 6, [0xAA, 0xBB, 0xCC]);
        Assert.Equal(
            "010203040506070811121314151617182B202B280000000700000028" + "2E00000501" + "22000007" + "AABBCC", Convert.ToHexString(clear));
    }

    [Fact]
    public void Each_direction_is_a_chain_and_the_message_id_of_ike_auth_ends_it()
    {
        byte[] pi = [1, 2, 3], pr = [4, 5, 6];
        IntermediateTranscript transcript = new();
        Assert.Empty(transcript.ToOctets(1));
        foreach (byte exchange in new byte[] { 10, 20 })
        {
            using Prf byPi = Prf.Create(PrfId.HmacSha256, pi);
            transcript.Add(true, byPi, [exchange]);
            using Prf byPr = Prf.Create(PrfId.HmacSha256, pr);
            transcript.Add(false, byPr, [exchange, 0]);
        }

        byte[] i = HMACSHA256.HashData(pi, (byte[])[.. HMACSHA256.HashData(pi, (byte[])[10]), 20]);
        byte[] r = HMACSHA256.HashData(pr, (byte[])[.. HMACSHA256.HashData(pr, (byte[])[10, 0]), 20, 0]);
        Assert.Equal([.. i, .. r, 0, 0, 0, 3], transcript.ToOctets(3));
    }
}
