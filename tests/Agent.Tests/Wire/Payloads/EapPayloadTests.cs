using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class EapPayloadTests
{
    private const PayloadType Eap = PayloadType.Eap;

    [Theory]
    [InlineData("01 07 0005 01", EapCode.Request, 1, "")]
    [InlineData("02 07 0008 1a aabbcc", EapCode.Response, 26, "aabbcc")]
    public void Requests_and_responses_have_a_method(string body, EapCode code, int method, string data)
    {
        var payload = Codec.DecodeBody<EapPayload>(Eap, body);

        Assert.Equal(code, payload.Code);
        Assert.Equal(7, payload.Identifier);
        Assert.Equal((byte)method, payload.Method);
        Assert.Equal(Hex.Bytes(data), payload.MethodData.ToArray());
        Assert.Equal(Hex.Bytes(body), payload.Data.ToArray());
        Assert.Equal(Hex.Bytes(body), Codec.EncodeBody(payload));
    }

    [Theory]
    [InlineData("03 09 0004", EapCode.Success)]
    [InlineData("04 09 0004", EapCode.Failure)]
    [InlineData("05 09 0006 aabb", (EapCode)5)]
    [InlineData("00 09 0004", (EapCode)0)]
    public void Other_codes_have_none(string body, EapCode code)
    {
        var payload = Codec.DecodeBody<EapPayload>(Eap, body);

        Assert.Equal(code, payload.Code);
        Assert.Equal(9, payload.Identifier);
        Assert.Null(payload.Method);
        Assert.True(payload.MethodData.IsEmpty);
    }

    [Theory]
    [InlineData("", DecodeFault.Truncated)]
    [InlineData("01", DecodeFault.Truncated)]
    [InlineData("01 07 00", DecodeFault.Truncated)]
    [InlineData("01 07 0004", DecodeFault.BadLength)]           // no method
    [InlineData("02 07 0004", DecodeFault.BadLength)]
    [InlineData("03 07 0005 00", DecodeFault.BadLength)]        // a success with data
    [InlineData("04 07 0005 00", DecodeFault.BadLength)]
    [InlineData("01 07 0000 01", DecodeFault.BadLength)]
    [InlineData("01 07 0003 01", DecodeFault.BadLength)]
    [InlineData("01 07 0004 01", DecodeFault.BadLength)]
    [InlineData("01 07 0006 01", DecodeFault.BadLength)]
    [InlineData("01 07 ffff 01", DecodeFault.BadLength)]
    public void Length_must_be_that_of_the_packet(string body, DecodeFault fault)
    {
        Assert.Equal(new DecodeError(fault, 0, Eap), Codec.RefuseBody(Eap, body));
        Assert.Throws<ArgumentException>(() => new EapPayload(Hex.Bytes(body)));
    }
}
