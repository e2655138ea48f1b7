using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

public sealed class IkeHeaderTests
{
    private static readonly byte[] Datagram = GoldenMessage.All[0].Datagram;

    [Fact]
    public void Every_field_is_where_figure_4_puts_it()
    {
        var octets = Hex.Bytes("0102030405060708 090a0b0c0d0e0f10 21 2f 25 28 11121314 0000001c");

        Assert.True(IkeHeader.TryRead(octets, out var header, out _));

        Assert.Equal(0x0102030405060708ul, header.InitiatorSpi);
        Assert.Equal(0x090A0B0C0D0E0F10ul, header.ResponderSpi);
        Assert.Equal(PayloadType.SecurityAssociation, header.NextPayload);
        Assert.Equal(2, header.MajorVersion);
        Assert.Equal(15, header.MinorVersion);
        Assert.Equal(ExchangeType.Informational, header.ExchangeType);
        Assert.Equal(HeaderFlags.Initiator | HeaderFlags.Response, header.Flags);
        Assert.Equal(0x11121314u, header.MessageId);
        Assert.Equal(28u, header.Length);
        Assert.True(header.IsResponse);
        Assert.True(header.FromInitiator);
    }

    [Theory]
    [InlineData(0x00, false, false)]
    [InlineData(0x08, true, false)]
    [InlineData(0x20, false, true)]
    [InlineData(0xFF, true, true)]
    [InlineData(0xC7, false, false)]
    public void Reserved_flags_are_ignored(byte octet, bool fromInitiator, bool isResponse)
    {
        var datagram = (byte[])Datagram.Clone();
        datagram[19] = octet;

        Assert.True(IkeHeader.TryRead(datagram, out var header, out _));

        Assert.Equal(fromInitiator, header.FromInitiator);
        Assert.Equal(isResponse, header.IsResponse);
        Assert.Equal((HeaderFlags)(octet & 0x38), header.Flags);
    }

    [Fact]
    public void Reserved_flags_are_sent_as_zero()
    {
        var writer = new WireWriter(new byte[IkeHeader.Size]);
        new IkeHeader(1, 2, PayloadType.None, 2, 0, ExchangeType.IkeAuth, (HeaderFlags)0xFF, 0, 28).Write(ref writer);

        Assert.Equal(0x38, writer.Written[19]);
    }

    [Fact]
    public void Any_version_is_read_for_others_to_judge()
    {
        var datagram = (byte[])Datagram.Clone();
        datagram[17] = 0x31;

        Assert.True(IkeHeader.TryRead(datagram, out var header, out _));

        Assert.Equal((3, 1), (header.MajorVersion, header.MinorVersion));
    }

    [Fact]
    public void Datagram_shorter_than_a_header_is_truncated()
    {
        for (var length = 0; length < IkeHeader.Size; length++)
        {
            Assert.False(IkeHeader.TryRead(Datagram.AsSpan(0, length), out var header, out var error));
            Assert.Equal(default, header);
            Assert.Equal(new DecodeError(DecodeFault.Truncated, 0, PayloadType.None), error);
        }
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(27u)]
    [InlineData(28u)]
    [InlineData(293u)]
    [InlineData(295u)]
    [InlineData(0x7FFFFFFFu)]
    [InlineData(0x80000000u)]
    [InlineData(uint.MaxValue)]
    public void Length_other_than_the_datagrams_is_refused(uint length)
    {
        var datagram = (byte[])Datagram.Clone();
        var writer = new WireWriter(datagram.AsSpan(24));
        writer.WriteUInt32(length);

        Assert.False(IkeHeader.TryRead(datagram, out _, out var error));

        Assert.Equal(new DecodeError(DecodeFault.BadLength, 24, PayloadType.None), error);
    }

    [Fact]
    public void Length_is_set_from_the_finished_message()
    {
        var message = new byte[300];
        IkeHeader.SetLength(message);

        Assert.Equal(Hex.Bytes("0000012c"), message[24..28]);
        Assert.Throws<ArgumentException>(() => IkeHeader.SetLength(new byte[27]));
    }

    [Fact]
    public void Too_small_a_buffer_is_misuse() => Assert.Throws<ArgumentException>(() =>
    {
        var writer = new WireWriter(new byte[27]);
        GoldenMessage.All[0].Header.Write(ref writer);
    });
}
