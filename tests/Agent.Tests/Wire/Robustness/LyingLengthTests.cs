using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

/// <summary>Length and count fields that lie: from 0 to one below their own header, one off, and 65535.</summary>
public sealed class LyingLengthTests
{
    /// <summary>A type, another octet and the length; proposals and transforms have fixed fields after it.</summary>
    private const int CommonHeader = 4;
    private const string Proposal = "00 00 0014 01 01 00 01 00 00 000c 01 00 0014 800e0080";
    private const string LongAttribute = "00 00 0016 01 01 00 01 00 00 000e 01 00 0014 1234 0002 aabb";
    private const string Selector = "01 000000 07 00 0010 0000 ffff 0a000000 0affffff";
    private const string UnknownSelector = "01 000000 0a 00 0008 61626364";
    private const string Configuration = "02 000000 0001 0004 0a010005";

    /// <summary>Payload type, body, offset of the length in the body, its true value, the size of its header.</summary>
    public static TheoryData<PayloadType, string, int, int, int> Fields => new()
    {
        { PayloadType.SecurityAssociation, Proposal, 2, 20, 8 },
        { PayloadType.SecurityAssociation, Proposal, 10, 12, 8 },
        { PayloadType.SecurityAssociation, LongAttribute, 18, 2, 0 },
        { PayloadType.TsInitiator, Selector, 6, 16, 4 },
        { PayloadType.TsResponder, UnknownSelector, 6, 8, 4 },
        { PayloadType.Configuration, Configuration, 6, 4, 0 },
        { PayloadType.Eap, "01 07 0008 1a aabbcc", 2, 8, 4 },
    };

    public static TheoryData<int> Indices => GoldenMessageTests.Indices;

    [Theory, MemberData(nameof(Fields))]
    public void Length_below_its_header_is_refused(PayloadType type, string body, int offset, int value, int header)
    {
        AssertAccepted(type, body, offset, value);
        for (var length = 0; length < header; length++)
        {
            var error = AssertRefused(type, body, offset, length);
            Assert.True(length >= CommonHeader || error.Fault == DecodeFault.BadLength, error.ToString());
        }
    }

    [Theory, MemberData(nameof(Fields))]
    public void Length_beyond_what_is_there_is_refused(PayloadType type, string body, int offset, int value, int header)
    {
        Assert.InRange(header, 0, value);
        foreach (var length in new[] { value + 1, value + 2, value + 255, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF })
            AssertRefused(type, body, offset, length);
    }

    [Theory, MemberData(nameof(Fields))]
    public void Length_that_leaves_octets_over_is_refused(
        PayloadType type, string body, int offset, int value, int header)
    {
        Assert.InRange(header, 0, value);
        AssertRefused(type, body, offset, value - 1);
    }

    [Theory]
    [InlineData(PayloadType.SecurityAssociation, Proposal, 6)]               // SPI size
    [InlineData(PayloadType.SecurityAssociation, Proposal, 7)]               // number of transforms
    [InlineData(PayloadType.TsInitiator, Selector, 0)]                       // number of selectors
    [InlineData(PayloadType.Delete, "03 04 0002 c0ffee01 c0ffee02", 1)]      // SPI size
    [InlineData(PayloadType.Delete, "03 04 0002 c0ffee01 c0ffee02", 2)]      // number of SPIs, high
    [InlineData(PayloadType.Delete, "03 04 0002 c0ffee01 c0ffee02", 3)]      // number of SPIs, low
    public void Every_wrong_count_is_refused(PayloadType type, string body, int offset)
    {
        var octets = Hex.Bytes(body);
        var right = octets[offset];
        for (var wrong = 0; wrong <= byte.MaxValue; wrong++)
        {
            octets[offset] = (byte)wrong;
            Assert.Equal(wrong == right, PayloadChain.TryDecode(type, Codec.WithHeader(octets), out _, out _));
        }
    }

    [Fact]
    public void Notify_SPI_size_beyond_the_body_is_refused()
    {
        var octets = Hex.Bytes("03 04 4009 c0ffee01 aabb");
        for (var size = 0; size <= byte.MaxValue; size++)
        {
            octets[1] = (byte)size;
            Assert.Equal(size <= 6, Stability.Check(PayloadType.Notify, Codec.WithHeader(octets)));
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void Any_two_octets_of_a_message_may_hold_any_suspicious_value(int index)
    {
        var golden = GoldenMessage.All[index];
        int[] values = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 20, 40, 255, 256, 0x7FFF, 0x8000, 0x800E, 0xFFFE, 0xFFFF];
        for (var offset = 0; offset < golden.Datagram.Length - 1; offset++)
        {
            foreach (var value in values)
            {
                var datagram = (byte[])golden.Datagram.Clone();
                (datagram[offset], datagram[offset + 1]) = ((byte)(value >> 8), (byte)value);
                Stability.CheckMessage(datagram);
            }
        }
    }

    [Theory, MemberData(nameof(Indices))]
    public void Any_octet_of_a_message_may_hold_any_value(int index)
    {
        var golden = GoldenMessage.All[index];
        for (var offset = 0; offset < golden.Datagram.Length; offset++)
        {
            var datagram = (byte[])golden.Datagram.Clone();
            for (var value = 0; value <= byte.MaxValue; value++)
            {
                datagram[offset] = (byte)value;
                Stability.CheckMessage(datagram);
            }
        }
    }

    private static void AssertAccepted(PayloadType type, string body, int offset, int length) =>
        Assert.True(Stability.Check(type, WithLength(body, offset, length)));

    private static DecodeError AssertRefused(PayloadType type, string body, int offset, int length)
    {
        var error = Codec.Refuse(type, WithLength(body, offset, length));
        Assert.Equal(type, error.Payload);
        return error;
    }

    private static byte[] WithLength(string body, int offset, int length)
    {
        var octets = Hex.Bytes(body);
        (octets[offset], octets[offset + 1]) = ((byte)(length >> 8), (byte)length);
        return Codec.WithHeader(octets);
    }
}
