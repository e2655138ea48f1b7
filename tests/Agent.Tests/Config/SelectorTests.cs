using Holdfast.Config;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class SelectorTests
{
    [Theory]
    [InlineData("10.1.0.0/16", "10.1.0.0/16")]
    [InlineData("10.1.0.1", "10.1.0.1/32")]
    [InlineData("10.1.0.0/16[tcp/443]", "10.1.0.0/16[6/443]")]
    [InlineData("10.2.0.1/32[udp]", "10.2.0.1/32[17/any]")]
    [InlineData("10.0.0.5-10.0.0.9", "10.0.0.5-10.0.0.9")]
    [InlineData("10.0.0.5-10.0.0.9[6/1024-2048]", "10.0.0.5-10.0.0.9[6/1024-2048]")]
    [InlineData("fd00::/8[ipv6-icmp]", "fd00::/8[58/any]")]
    [InlineData("fd00::1-fd00::9[tcp/opaque]", "fd00::1-fd00::9[6/opaque]")]
    public void StrongSwans_notation_is_read(string text, string expected) =>
        Assert.Equal(expected, Assert.Single(Read(text).For([])).ToString());

    [Theory]
    [InlineData("10.1.0.0/16[tcp/443]")]
    [InlineData("[udp/1024-2048]")]
    [InlineData("10.0.0.5-10.0.0.9[99]")]
    public void It_is_shown_as_it_was_written(string text) => Assert.Equal(text, Read(text).ToString());

    [Fact]
    public void Without_addresses_it_is_for_those_of_its_end()
    {
        AddressSpan[] own = [AddressSpan.Of(IpAddress.Parse("192.0.2.1")), AddressSpan.All(IpFamily.IPv6)];
        Assert.Equal(["192.0.2.1/32[6/80]", "::/0[6/80]"], Read("[tcp/80]").For(own).Select(s => s.ToString()));
    }

    [Theory]
    [InlineData("10.1.0.0/16[")]
    [InlineData("10.1.0.0/16[]")]
    [InlineData("10.1.0.0/16[tcp/]")]
    [InlineData("10.1.0.0/16[tcp/65536]")]
    [InlineData("10.1.0.0/16[tcp/9-8]")]
    [InlineData("10.1.0.0/16[/80]")]
    [InlineData("10.1.0.0/16[0]")]
    [InlineData("10.1.0.0/16[256]")]
    [InlineData("10.1.0.0/16[tcq]")]
    [InlineData("10.1.0.0/16[tcp/80]x")]
    [InlineData("10.0.0.9-10.0.0.5")]
    [InlineData("10.0.0.5-fd00::1")]
    [InlineData("10.0.0.5-")]
    [InlineData("-")]
    [InlineData("10.1.0.1/16[tcp]")]
    public void What_it_is_not_is_refused_with_what_is_allowed(string text)
    {
        string line = Assert.Single(ConfigFile.Refused(ConfigFile.With($"\"remoteSubnets\": \"{text}\"")));
        Assert.StartsWith($"{ConfigFile.Name}: \"remoteSubnets\": \"", line, StringComparison.Ordinal);
    }

    private static SelectorConfig Read(string text) =>
        Assert.Single(ConfigFile.Connection(ConfigFile.With($"\"remoteSubnets\": \"{text}\"")).Children[0].Remote);
}
