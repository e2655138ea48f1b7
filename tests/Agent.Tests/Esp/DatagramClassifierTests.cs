using Holdfast.Esp;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class DatagramClassifierTests
{
    [Theory]
    [InlineData("", DatagramKind.Malformed)]
    [InlineData("ff", DatagramKind.Keepalive)]
    [InlineData("fe", DatagramKind.Malformed)]
    [InlineData("00", DatagramKind.Malformed)]
    [InlineData("ffff", DatagramKind.Malformed)]
    [InlineData("000000", DatagramKind.Malformed)]
    [InlineData("00000000", DatagramKind.Ike)] // the IKE decoder says what is wrong with it
    [InlineData("0000000001", DatagramKind.Ike)]
    [InlineData("00000001", DatagramKind.Malformed)]
    [InlineData("ffffffff", DatagramKind.Malformed)]
    public void Short_datagrams_are_told_apart(string datagram, DatagramKind expected) =>
        Assert.Equal(expected, DatagramClassifier.Classify(Convert.FromHexString(datagram)));

    [Fact]
    public void Esp_has_a_minimum_length()
    {
        byte[] datagram = new byte[100];
        datagram[0] = 0xC0;
        for (int length = 4; length <= 100; length++)
        {
            DatagramKind expected = length < 36 ? DatagramKind.Malformed : DatagramKind.Esp;
            Assert.Equal(expected, DatagramClassifier.Classify(datagram.AsSpan(0, length)));
        }
    }

    [Fact]
    public void One_bit_in_the_first_four_bytes_makes_it_esp()
    {
        for (int bit = 0; bit < 32; bit++)
        {
            byte[] datagram = new byte[100];
            datagram[bit / 8] = (byte)(1 << (bit % 8));
            Assert.Equal(DatagramKind.Esp, DatagramClassifier.Classify(datagram));
        }

        Assert.Equal(DatagramKind.Ike, DatagramClassifier.Classify(new byte[100]));
    }
}
