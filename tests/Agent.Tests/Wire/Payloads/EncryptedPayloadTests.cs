using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class EncryptedPayloadTests
{
    [Theory]
    [InlineData(PayloadType.None)]
    [InlineData(PayloadType.IdInitiator)]
    [InlineData((PayloadType)200)]
    public void Next_payload_of_SK_is_the_first_inside(PayloadType inner)
    {
        byte[] chain = [(byte)inner, 0, 0, 7, 1, 2, 3];

        var payload = Assert.IsType<EncryptedPayload>(Assert.Single(Codec.Decode(PayloadType.Encrypted, chain)));

        Assert.Equal(inner, payload.FirstInner);
        Assert.Equal([1, 2, 3], payload.Body.ToArray());
        Assert.Equal(chain, Codec.Encode(payload));
    }

    [Fact]
    public void Fragment_says_which_of_how_many_it_is()
    {
        var chain = Hex.Bytes("23 00 000b 0001 0102 aabbcc");

        var payload = Assert.IsType<EncryptedFragmentPayload>(
            Assert.Single(Codec.Decode(PayloadType.EncryptedFragment, chain)));

        Assert.Equal(PayloadType.IdInitiator, payload.FirstInner);
        Assert.Equal(1, payload.FragmentNumber);
        Assert.Equal(0x0102, payload.TotalFragments);
        Assert.Equal(Hex.Bytes("aabbcc"), payload.Body.ToArray());
        Assert.Equal(chain, Codec.Encode(payload));
    }

    [Theory]
    [InlineData("0000 0001")]
    [InlineData("0000 0000")]
    [InlineData("0001 0000")]
    [InlineData("0003 0002")]
    [InlineData("ffff fffe")]
    public void Fragment_number_out_of_range_is_refused(string body) => Assert.Equal(
        new DecodeError(DecodeFault.BadValue, 0, PayloadType.EncryptedFragment),
        Codec.RefuseBody(PayloadType.EncryptedFragment, body));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0001")]
    [InlineData("0001 00")]
    public void Fragment_cut_short_is_refused(string body) => Assert.Equal(
        DecodeFault.Truncated, Codec.RefuseBody(PayloadType.EncryptedFragment, body).Fault);

    [Theory]
    [InlineData(PayloadType.Encrypted)]
    [InlineData(PayloadType.EncryptedFragment)]
    public void Nothing_may_follow(PayloadType type)
    {
        var chain = Hex.Bytes("29 00 000a 0001 0001 aabb 00 00 0008 00 00 4000");

        Assert.Equal(new DecodeError(DecodeFault.TrailingBytes, 10, PayloadType.None), Codec.Refuse(type, chain));
    }

    [Fact]
    public void Writing_something_after_it_is_misuse()
    {
        var notify = new NotifyPayload(NotifyType.InitialContact);

        Assert.Throws<ArgumentException>(() => Codec.Encode(new EncryptedPayload(PayloadType.None, default), notify));
        Assert.Throws<ArgumentException>(() =>
            Codec.Encode(new EncryptedFragmentPayload(PayloadType.None, 1, 1, default), notify));
    }

    [Fact]
    public void Payloads_in_clear_may_come_before()
    {
        Payload[] payloads =
        [
            new NotifyPayload(NotifyType.Cookie, Hex.Run(1, 8)),
            new EncryptedPayload(PayloadType.Notify, Hex.Run(0, 40)),
        ];

        Assert.Equal(payloads, Codec.Decode(PayloadType.Notify, Codec.Encode(payloads)));
    }
}
