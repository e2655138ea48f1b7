using Holdfast.Crypto;
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
        Assert.Equal(expected, InnerMtu.For(pathMtu, outer, EspAlgorithm.Aes256Gcm16));

    [Fact]
    public void Cipher_blocks_and_checksums_of_aes_cbc_cost_more_and_a_header_that_stays_behind_less()
    {
        EspAlgorithm cbc = EspAlgorithm.Aes256Cbc(IntegrityAlgorithm.HmacSha512_256);
        Assert.Equal(1406, InnerMtu.For(1500, IpFamily.IPv4, cbc)); // 1500 - 28 - 24 - 32 is 88.5 blocks
        Assert.Equal(1426, InnerMtu.For(1500, IpFamily.IPv4, cbc, EspMode.Transport));
        Assert.Equal(1458, InnerMtu.For(1500, IpFamily.IPv4, EspAlgorithm.Aes128Gcm16, EspMode.Transport));
        Assert.Equal(1458, InnerMtu.For(1500, IpFamily.IPv6, EspAlgorithm.Aes128Gcm16, EspMode.Transport));
        Assert.Equal(0, InnerMtu.For(68, IpFamily.IPv4, cbc, EspMode.Transport));
    }

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void The_largest_inner_packet_fits_and_one_byte_more_does_not(EspAlgorithm algorithm, bool extended)
    {
        using DataPath path = new();
        path.Install(Child.Spec(algorithm, extended));
        foreach ((IpFamily outer, int headers) in new[] { (IpFamily.IPv4, 28), (IpFamily.IPv6, 48) })
        {
            for (int pathMtu = 600; pathMtu < 700; pathMtu++)
            {
                int inner = InnerMtu.For(pathMtu, outer, algorithm);
                Child.Protect(path, Packets.Out(inner), out byte[] fits);
                Child.Protect(path, Packets.Out(inner + 1), out byte[] doesNot);
                Assert.InRange(fits.Length + headers, pathMtu - Oracle.Lengths(algorithm).Block + 1, pathMtu);
                Assert.True(doesNot.Length + headers > pathMtu);
            }
        }
    }
}
