using Holdfast.Esp;
using Holdfast.Tests.Esp.Support;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class RoundTripTests
{
    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void Every_size_of_inner_packet_arrives_as_it_was(EspAlgorithm algorithm, bool extended)
    {
        ChildSaSpec spec = Child.Spec(algorithm, extended);
        ChildSaSpec mirror = Child.Mirror(spec);
        using DataPath site = new();
        using DataPath office = new();
        site.Install(spec);
        office.Install(mirror);
        for (int length = 20; length <= 1500; length++)
        {
            byte[] inner = Packets.Out(length);
            Assert.Equal(DropReason.None, Child.Protect(site, inner, out byte[] packet));
            Assert.Equal(16 + (length + 2 + 3) / 4 * 4 + 16, packet.Length);
            Assert.Equal(DropReason.None, Child.Accept(office, packet, out byte[] arrived));
            Assert.Equal(inner, arrived);
        }

        Assert.Empty(site.Drops());
        Assert.Empty(office.Drops());
    }

    [Theory, MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void IPv6_and_the_way_back_work_too(EspAlgorithm algorithm, bool extended)
    {
        ChildSaSpec spec = Child.Spec(algorithm, extended);
        ChildSaSpec mirror = Child.Mirror(spec);
        using DataPath site = new();
        using DataPath office = new();
        site.Install(spec);
        office.Install(mirror);
        foreach (byte[] inner in new[] { Packets.In(), Packets.In6(), Packets.In6(1420), Packets.In(1420) })
        {
            Assert.Equal(DropReason.None, Child.Protect(office, inner, out byte[] packet));
            Assert.Equal(DropReason.None, Child.Accept(site, packet, out byte[] arrived));
            Assert.Equal(inner, arrived);
        }
    }

    [Fact]
    public void The_largest_IPv4_packet_fits()
    {
        ChildSaSpec spec = Child.Spec();
        using DataPath site = new();
        using DataPath office = new();
        office.Install(Child.Mirror(spec));
        site.Install(spec);
        byte[] inner = Packets.Out(65535);

        Assert.Equal(DropReason.None, Child.Protect(site, inner, out byte[] packet));
        Assert.Equal(DropReason.None, Child.Accept(office, packet, out byte[] arrived));
        Assert.Equal(inner, arrived);
    }
}
