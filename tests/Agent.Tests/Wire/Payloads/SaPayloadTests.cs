using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class SaPayloadTests
{
    private const PayloadType Sa = PayloadType.SecurityAssociation;

    [Fact]
    public void Reserved_octets_are_ignored()
    {
        var clean = Codec.DecodeBody<SaPayload>(Sa, "00 00 0010 01 01 00 01 00 00 0008 02 00 0005");
        var dirty = Codec.DecodeBody<SaPayload>(Sa, "00 ff 0010 01 01 00 01 00 ee 0008 02 dd 0005");

        Assert.Equal(clean, dirty);
        Assert.Equal(Hex.Bytes("00 00 0010 01 01 00 01 00 00 0008 02 00 0005"), Codec.EncodeBody(dirty));
    }

    [Fact]
    public void Unknown_numbers_survive()
    {
        var payload = Codec.DecodeBody<SaPayload>(Sa, "00 00 0010 fe 77 00 01 00 00 0008 f1 00 abcd");

        var proposal = Assert.Single(payload.Proposals);
        Assert.Equal(0xFE, proposal.Number);
        Assert.Equal((ProtocolId)0x77, proposal.Protocol);
        Assert.Equal(new Transform((TransformType)0xF1, 0xABCD), Assert.Single(proposal.Transforms));
    }

    [Theory]
    [InlineData("", DecodeFault.Truncated, 0)]
    [InlineData("02 00 0010 01 01 00 01 00 00 0008 02 00 0005", DecodeFault.BadSubstructure, 0)] // more, but the end
    [InlineData("01 00 0010 01 01 00 01 00 00 0008 02 00 0005", DecodeFault.BadSubstructure, 0)] // neither 0 nor 2
    [InlineData("00 00 0010 01 01 00 01 03 00 0008 02 00 0005", DecodeFault.BadSubstructure, 8)] // more, but the end
    [InlineData("00 00 0010 01 01 00 01 02 00 0008 02 00 0005", DecodeFault.BadSubstructure, 8)] // neither 0 nor 3
    public void Last_marker_must_agree_with_the_position(string body, DecodeFault fault, int offset) =>
        Assert.Equal(new DecodeError(fault, offset, Sa), Codec.RefuseBody(Sa, body));

    [Fact]
    public void Last_proposal_in_the_middle_is_refused() => Assert.Equal(
        new DecodeError(DecodeFault.BadSubstructure, 0, Sa),
        Codec.RefuseBody(Sa, """
            00 00 0010 01 01 00 01 00 00 0008 02 00 0005
            00 00 0010 02 01 00 01 00 00 0008 02 00 0006
            """));

    [Fact]
    public void Last_transform_in_the_middle_is_refused() => Assert.Equal(
        new DecodeError(DecodeFault.BadSubstructure, 8, Sa),
        Codec.RefuseBody(Sa, "00 00 0018 01 01 00 02 00 00 0008 02 00 0005 00 00 0008 02 00 0006"));

    [Theory]
    [InlineData("00 00 0008 01 01 00 00", 8)]                                                  // none at all
    [InlineData("00 00 0008 01 01 00 01", 8)]                                                  // one said, none there
    [InlineData("00 00 0010 01 01 00 00 00 00 0008 02 00 0005", 8)]                            // none said, one there
    [InlineData("00 00 0010 01 01 00 02 00 00 0008 02 00 0005", 16)]                           // two said, one there
    [InlineData("00 00 0018 01 01 00 01 03 00 0008 02 00 0005 00 00 0008 02 00 0006", 16)]     // one said, two there
    public void Number_of_transforms_is_verified(string body, int offset) =>
        Assert.Equal(new DecodeError(DecodeFault.BadCount, offset, Sa), Codec.RefuseBody(Sa, body));

    [Theory]
    [InlineData("00 00 000c 01 03 04 01 11223344", DecodeFault.BadCount, 12)]
    [InlineData("00 00 000b 01 03 04 01 112233", DecodeFault.Truncated, 8)]
    [InlineData("00 00 0008 01 03 ff 01", DecodeFault.Truncated, 8)]
    public void SPI_must_fit_into_its_proposal(string body, DecodeFault fault, int offset) =>
        Assert.Equal(new DecodeError(fault, offset, Sa), Codec.RefuseBody(Sa, body));

    [Fact]
    public void SPI_of_any_size_survives()
    {
        for (var size = 0; size <= byte.MaxValue; size++)
        {
            var payload = new SaPayload(
                [new Proposal(1, ProtocolId.Esp, Hex.Run(1, size), [Transform.Prf(PrfId.HmacMd5)])]);
            Assert.Equal(payload, Assert.Single(Codec.Decode(Sa, Codec.Encode(payload))));
        }
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Proposals_are_limited(int count, bool accepted)
    {
        var payload = new SaPayload([.. Enumerable.Range(1, count).Select(number =>
            new Proposal((byte)number, ProtocolId.Ike, default, [Transform.Prf(PrfId.HmacSha256)]))]);

        AssertAccepted(accepted, Codec.Encode(payload));
    }

    [Theory]
    [InlineData(128, true)]
    [InlineData(129, false)]
    [InlineData(255, false)]
    public void Transforms_are_limited(int count, bool accepted)
    {
        var transforms = Enumerable.Range(0, count)
            .Select(id => new Transform(TransformType.Prf, (ushort)id))
            .ToArray();

        AssertAccepted(accepted, Codec.Encode(new SaPayload([new Proposal(1, ProtocolId.Ike, default, transforms)])));
    }

    [Fact]
    public void What_does_not_fit_its_field_is_misuse()
    {
        var transform = Transform.Prf(PrfId.HmacSha256);
        var manyTransforms = Enumerable.Repeat(transform, 256).ToArray();

        Assert.Throws<ArgumentException>(() =>
            Codec.Encode(new SaPayload([new Proposal(1, ProtocolId.Ike, default, manyTransforms)])));
        Assert.Throws<ArgumentException>(() =>
            Codec.Encode(new SaPayload([new Proposal(1, ProtocolId.Ike, new byte[256], [transform])])));
    }

    [Fact]
    public void Equality_is_by_content()
    {
        Proposal Make(byte number, uint spi, PrfId prf) =>
            new(number, ProtocolId.Esp, SpiOctets.From(spi), [Transform.Prf(prf)]);

        var proposal = Make(1, 2, PrfId.HmacSha256);
        Assert.Equal(new SaPayload([proposal]), new SaPayload([Make(1, 2, PrfId.HmacSha256)]));
        Assert.Equal(proposal.GetHashCode(), Make(1, 2, PrfId.HmacSha256).GetHashCode());
        Assert.NotEqual(proposal, Make(2, 2, PrfId.HmacSha256));
        Assert.NotEqual(proposal, Make(1, 3, PrfId.HmacSha256));
        Assert.NotEqual(proposal, Make(1, 2, PrfId.HmacSha384));
        Assert.NotEqual(proposal, proposal with { Protocol = ProtocolId.Ah });
        Assert.NotEqual(new SaPayload([proposal]), new SaPayload([proposal, proposal]));
    }

    private static void AssertAccepted(bool accepted, byte[] chain)
    {
        if (accepted)
            Codec.Decode(Sa, chain);
        else
            Assert.Equal(DecodeFault.TooMany, Codec.Refuse(Sa, chain).Fault);
    }
}
