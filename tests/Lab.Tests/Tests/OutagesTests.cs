using System.Net;
using Holdfast.Lab.Faults;

namespace Holdfast.Lab.Tests;

/// <summary>What the faults are measured with.</summary>
public sealed class OutagesTests
{
    [Fact]
    public void Only_pauses_that_are_long_enough_count() =>
        Assert.Equal(4, Outages.Sum([1, 1.5, 2, 6, 6.5], from: 1, to: 7, pause: 1), 6);

    [Fact]
    public void What_was_before_does_not_count() => Assert.Equal(2, Outages.Sum([1, 5], from: 3, to: 5.5, pause: 1), 6);

    [Fact]
    public void Silence_until_the_end_counts() => Assert.Equal(8, Outages.Sum([2], from: 2, to: 10, pause: 1), 6);

    [Fact]
    public void The_order_of_the_answers_does_not_matter() =>
        Assert.Equal(3, Outages.Sum([5, 1.5, 2, 1], from: 1, to: 5.5, pause: 1), 6);

    [Theory]
    [InlineData(1, 1, "c00c00010001000000010004c0000204")]
    [InlineData(28, 0, "")]
    public void The_name_server_has_an_address_of_one_family(byte type, byte records, string record)
    {
        byte[] query = [0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, (byte)'g', (byte)'w', 0, 0, type, 0, 1, 0, 0, 41, 4, 0, 0, 0, 0, 0, 0, 0];
        byte[] expected = [0x12, 0x34, 0x85, 0x80, 0, 1, 0, records, 0, 0, 0, 0, 2, (byte)'g', (byte)'w', 0, 0, type, 0, 1, .. Convert.FromHexString(record)];
        Assert.Equal(expected, NameServer.Respond(query, IPAddress.Parse("192.0.2.4")));
    }
}
