using Holdfast.Platform;

namespace Holdfast.Tests.Sockets;

public sealed class IcmpEchoTests
{
    private const ushort Id = 0x1234;

    private static readonly byte[] Data = [1, 2, 3, 4, 5, 6, 7];

    [Fact]
    public void A_request_is_as_RFC_792_has_it()
    {
        var message = new byte[64];
        int length = IcmpEcho.WriteRequest(message, isIPv6: false, Id, 7, Data);

        Assert.Equal("0800D5B81234000701020304050607", Convert.ToHexString(message, 0, length));
    }

    [Fact]
    public void An_ICMPv6_request_leaves_the_checksum_to_the_kernel()
    {
        var message = new byte[64];
        message.AsSpan().Fill(0xEE);
        int length = IcmpEcho.WriteRequest(message, isIPv6: true, Id, 7, []);

        Assert.Equal("8000000012340007", Convert.ToHexString(message, 0, length));
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 40)]
    [InlineData(true, 0)]
    public void Its_reply_is_recognized(bool isIPv6, int options)
    {
        Assert.True(IcmpEcho.TryReadReply(Reply(isIPv6, options), isIPv6, !isIPv6, Id, Data, out ushort sequence));
        Assert.Equal(9, sequence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void One_bit_changed_makes_it_another_one_s(bool isIPv6)
    {
        byte[] reply = Reply(isIPv6, 0);
        int header = isIPv6 ? 0 : 20;
        for (int bit = header * 8; bit < reply.Length * 8; bit++)
        {
            bool isSequence = bit / 8 - header is 6 or 7, isChecksum = bit / 8 - header is 2 or 3;
            if (isIPv6 && (isSequence || isChecksum)) continue;
            byte[] changed = [.. reply];
            changed[bit / 8] ^= (byte)(1 << bit % 8);

            Assert.False(IcmpEcho.TryReadReply(changed, isIPv6, !isIPv6, Id, Data, out _), $"bit {bit}");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_cut_off_or_longer_is_none(bool isIPv6)
    {
        byte[] reply = Reply(isIPv6, 0);
        for (int length = 0; length < reply.Length; length++)
            Assert.False(IcmpEcho.TryReadReply(reply.AsSpan(0, length), isIPv6, !isIPv6, Id, Data, out _));
        Assert.False(IcmpEcho.TryReadReply([.. reply, 0], isIPv6, !isIPv6, Id, Data, out _));
    }

    [Fact]
    public void Any_bytes_are_read_without_an_exception()
    {
        var random = new Random(4);
        for (int i = 0; i < 20_000; i++)
        {
            var packet = new byte[random.Next(80)];
            random.NextBytes(packet);

            Assert.False(IcmpEcho.TryReadReply(packet, i % 2 == 0, i % 2 != 0, Id, Data, out _));
        }
    }

    private static byte[] Reply(bool isIPv6, int options)
    {
        var message = new byte[IcmpEcho.HeaderLength + Data.Length];
        IcmpEcho.WriteRequest(message, isIPv6, Id, 9, Data);
        message[0] = (byte)(isIPv6 ? 129 : 0);
        if (isIPv6) return message;
        int sum = (message[2] << 8 | message[3]) + 0x0800; // the type was 8
        sum = (sum & 0xFFFF) + (sum >> 16);
        (message[2], message[3]) = ((byte)(sum >> 8), (byte)sum);
        var header = new byte[20 + options];
        header[0] = (byte)(0x40 | header.Length / 4);
        return [.. header, .. message];
    }
}
