using Holdfast.Host.Dns;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Dns;

/// <summary>Names that servers answer for, one way or the other.</summary>
public sealed class ResolverTests
{
    private const string Name = "gw.example.org";

    private static readonly (string, string)[] Zone =
        [(Name, "192.0.2.1"), (Name, "2001:db8::1"), ("v4.test", "192.0.2.4"), ("empty.test", "0.0.0.0")];

    private readonly DnsWorld _world = new() { Udp = (_, query) => DnsWorld.Zone(query, Zone) };

    [Theory]
    [InlineData("192.0.2.77")]
    [InlineData("2001:db8::77")]
    public void An_address_is_its_own_answer(string text)
    {
        Assert.Equal([text], Resolved(_world.Resolve(text)));
        Assert.Empty(_world.Sent);
    }

    [Fact]
    public void The_hosts_file_answers_without_asking_anybody()
    {
        var world = new DnsWorld(resolvConf: "", hosts: "2001:db8::9 gw\n192.0.2.9 gw\n");
        Assert.Equal(["192.0.2.9", "2001:db8::9"], Resolved(world.Resolve("gw")));
        Assert.Empty(world.Sent);
    }

    [Fact]
    public void Both_families_are_asked_for_at_once()
    {
        Assert.Equal(["192.0.2.1", "2001:db8::1"], Resolved(_world.Resolve(Name)));
        Assert.Equal(
            [(DnsWorld.First, DnsType.A, TimeSpan.Zero), (DnsWorld.First, DnsType.Aaaa, TimeSpan.Zero)], _world.Sent);
    }

    [Fact]
    public void One_family_is_enough() => Assert.Equal(["192.0.2.4"], Resolved(_world.Resolve("v4.test")));

    [Fact]
    public void A_name_that_does_not_exist_says_so() =>
        AssertFailed(_world.Resolve("nowhere.test"), DnsFailure.NoSuchName,
            "\"nowhere.test\" does not exist (NXDOMAIN from 192.0.2.53); check the name");

    [Fact]
    public void A_name_without_usable_address_says_so() =>
        AssertFailed(_world.Resolve("empty.test"), DnsFailure.NoAddress,
            "\"empty.test\" has no usable address, says 192.0.2.53");

    [Fact]
    public void Without_a_server_nothing_is_asked() =>
        AssertFailed(new DnsWorld("").Resolve(Name), DnsFailure.NoServer,
            $"\"{Name}\" can't be looked up: /etc/resolv.conf names no usable nameserver");

    [Theory]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("1.2.3")]
    public void What_is_no_name_is_not_asked_for(string text)
    {
        Assert.Equal(DnsFailure.InvalidName, Assert.IsType<NameFailed>(_world.Resolve(text).Result).Failure);
        Assert.Empty(_world.Sent);
    }

    [Theory]
    [InlineData("gw", "192.0.2.2")]
    [InlineData("host", "192.0.2.8")]
    [InlineData("gw.", "192.0.2.6")]
    [InlineData("a.b", "192.0.2.7")]
    public void Only_a_name_without_dot_is_searched_for(string name, string address)
    {
        var world = new DnsWorld("nameserver 192.0.2.53\nsearch one.test two.test\n")
        {
            Udp = (_, query) => DnsWorld.Zone(query, ("gw.two.test", "192.0.2.2"), ("gw", "192.0.2.6"),
                ("host", "192.0.2.8"), ("a.b", "192.0.2.7"), ("a.b.one.test", "192.0.2.9")),
        };
        Assert.Equal([address], Resolved(world.Resolve(name)));
    }

    [Fact]
    public void A_new_name_drops_the_one_before()
    {
        _world.Resolver.Start("v4.test", _world.Now);
        Assert.Equal(["192.0.2.1", "2001:db8::1"], Resolved(_world.Resolve(Name)));
        _world.Resolver.Start("v4.test", _world.Now);
        _world.Resolver.Cancel();
        Assert.Equal(Instant.Never, _world.Resolver.NextDeadline);
    }

    internal static IEnumerable<string> Resolved((DnsAction Result, TimeSpan Took) end) =>
        Assert.IsType<NameResolved>(end.Result).Addresses.Select(address => address.ToString());

    internal static void AssertFailed((DnsAction Result, TimeSpan Took) end, DnsFailure failure, string message)
    {
        var failed = Assert.IsType<NameFailed>(end.Result);
        Assert.Equal((failure, message), (failed.Failure, failed.Message));
    }
}
