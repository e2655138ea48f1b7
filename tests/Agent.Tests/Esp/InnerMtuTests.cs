using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class InnerMtuTests
{
    [Theory]
    [InlineData(1500, IpFamily.IPv4, 1438)]
    [InlineData(1500, IpFamily.IPv6, 1418)]
    [InlineData(1492, IpFamily.IPv4, 1430)] // PPPoE
    [InlineData(1280, IpFamily.IPv6, 1198)]
    [InlineData(68, IpFamily.IPv4, 6)]
    [InlineData(60, IpFamily.IPv4, 0)]
    [InlineData(0, IpFamily.IPv4, 0)]
    [InlineData(-1, IpFamily.IPv6, 0)]
    public void It_is_what_fits(int pathMtu, IpFamily outer, int expected) =>
        Assert.Equal(expected, InnerMtu.For(pathMtu, outer));

    [Theory, InlineData(IpFamily.IPv4, 28), InlineData(IpFamily.IPv6, 48)]
    public void The_largest_inner_packet_fits_and_one_byte_more_does_not(IpFamily outer, int headers)
    {
        using DataPath path = new();
        path.Install(Child.Spec());
        for (int pathMtu = 600; pathMtu < 1600; pathMtu++)
        {
            int inner = InnerMtu.For(pathMtu, outer);
            Child.Protect(path, Packets.Out(inner), out byte[] fits);
            Child.Protect(path, Packets.Out(inner + 1), out byte[] doesNot);
            Assert.InRange(fits.Length + headers, pathMtu - 3, pathMtu);
            Assert.True(doesNot.Length + headers > pathMtu);
        }
    }
}
