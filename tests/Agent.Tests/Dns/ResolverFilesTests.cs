using Holdfast.Host.Dns;
using Xunit;

namespace Holdfast.Tests.Dns;

public sealed class ResolverFilesTests
{
    [Fact]
    public void Hosts_lines_map_every_name_to_their_address()
    {
        HostsFile hosts = HostsFile.Parse(
            "127.0.0.1\tlocalhost\n  192.0.2.1 gw.example.org  GW # the gateway\r\n" +
            "2001:db8::1 gw\n#192.0.2.9 gw\nrubbish gw\n192.0.2.3\n\n");
        Assert.Equal(["192.0.2.1", "2001:db8::1"], hosts.AddressesOf("gw").Select(address => address.ToString()));
        Assert.Equal(["192.0.2.1"], hosts.AddressesOf("Gw.Example.Org.").Select(address => address.ToString()));
        Assert.Empty(hosts.AddressesOf("example.org"));
        Assert.Empty(HostsFile.Empty.AddressesOf("gw"));
    }

    [Fact]
    public void Name_servers_search_list_and_options_are_read()
    {
        ResolvConf conf = ResolvConf.Parse(
            "# made by hand\nnameserver 192.0.2.53\nnameserver 2001:db8::53 ; second\n" +
            "nameserver fe80::1%eth0\nnameserver\n" +
            "domain old.test\nsearch example.org example.net\noptions ndots:1 timeout:4 attempts:2 rotate\n");
        Assert.Equal(["192.0.2.53", "2001:db8::53"], conf.Servers.Select(server => server.ToString()));
        Assert.All(conf.Servers, server => Assert.Equal(53, server.Port));
        Assert.Equal(["example.org", "example.net"], conf.Search);
        Assert.Equal((TimeSpan.FromSeconds(4), 2), (conf.Timeout, conf.Attempts));
    }

    [Fact]
    public void An_empty_file_has_no_servers_and_the_default_times()
    {
        ResolvConf conf = ResolvConf.Parse("");
        Assert.Empty(conf.Servers);
        Assert.Empty(conf.Search);
        Assert.Equal((TimeSpan.FromSeconds(2), 3), (conf.Timeout, conf.Attempts));
    }

    [Theory]
    [InlineData("options timeout:0 attempts:0", 1, 1)]
    [InlineData("options timeout:4000000000 attempts:99", 30, 5)]
    [InlineData("options timeout:x attempts:-1", 2, 3)]
    [InlineData("options timeout: attempts", 2, 3)]
    [InlineData("options timeout:3\noptions attempts:4 timeout:5", 5, 4)]
    public void Options_are_bounded(string text, int seconds, int attempts)
    {
        ResolvConf conf = ResolvConf.Parse(text);
        Assert.Equal((TimeSpan.FromSeconds(seconds), attempts), (conf.Timeout, conf.Attempts));
    }

    [Fact]
    public void Lists_are_bounded()
    {
        string text = string.Concat(Enumerable.Range(1, 9).Select(i => $"nameserver 192.0.2.{i}\n")) +
            "search " + string.Join(' ', Enumerable.Range(1, 9).Select(i => $"d{i}.test")) + " -bad";
        Assert.Equal(ResolvConf.MaxServers, ResolvConf.Parse(text).Servers.Count);
        Assert.Equal(ResolvConf.MaxSearch, ResolvConf.Parse(text).Search.Count);
    }

    [Fact]
    public void Rubbish_never_throws()
    {
        var random = new Random(7);
        const string alphabet = "nameserver search options timeout:1 192.0.2.1 ::1 gw\t\r\n\0#;%é";
        for (int i = 0; i < 5_000; i++)
        {
            string text = new(random.GetItems<char>(alphabet, random.Next(80)));
            Assert.InRange(ResolvConf.Parse(text).Attempts, 1, 5);
            Assert.NotNull(HostsFile.Parse(text).AddressesOf("gw"));
        }
    }
}
