using System.Text;
using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

/// <summary>The file as JSON: what is read leniently, and the errors of what can't be.</summary>
public sealed class FileShapeTests
{
    [Fact]
    public void A_byte_order_mark_comments_and_trailing_commas_are_read_over()
    {
        string text = "// site 1\n" + ConfigFile.With("/* */ \"mtu\": 1400,");
        byte[] json = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)];
        Assert.True(ConfigReader.TryRead(json, ConfigFile.Name, out AgentConfig? config, out _));
        Assert.Equal(1400, Assert.Single(config.Connections).Mtu);
    }

    [Theory]
    [InlineData("{\n  \"gateway\": \"a\"\n  \"identity\": \"b\"\n}", "line 3, column 3")]
    [InlineData("{\n  \"gateway\": \"a", "line 2, column 16")]
    [InlineData("{ \"gateway\" \"a\" }", "line 1, column 13")]
    [InlineData("{} {}", "line 1, column 4")]
    [InlineData("gateway=a", "line 1, column 1")]
    [InlineData("{ 'gateway': 'a' }", "line 1, column 3")]
    [InlineData("  ", "line 1, column 3")]
    public void A_syntax_error_names_its_line(string json, string place) =>
        Assert.Equal(
            [
                $"{ConfigFile.Name}: {place}: not valid JSON, or nested too deeply; " +
                    "look for a missing comma, quote or brace there or just before",
            ],
            ConfigFile.Refused(json));

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"gateway\"")]
    public void Only_an_object_is_a_configuration(string json) =>
        Assert.Equal([$"{ConfigFile.Name}: the file must hold one JSON object, {{ \"gateway\": … }}"],
            ConfigFile.Refused(json));

    [Theory]
    [InlineData("gatway", "; did you mean \"gateway\"?")]
    [InlineData("Gateway", "; did you mean \"gateway\"?")]
    [InlineData("remoteSubnet", "; did you mean \"remoteSubnets\"?")]
    [InlineData("psk", "; did you mean \"secret\"?")]
    [InlineData("user", "; did you mean \"username\"?")]
    [InlineData("colour", "")]
    [InlineData("ike:0", "")]
    [InlineData("", "")]
    public void An_unknown_key_is_refused_with_the_near_miss(string key, string hint) =>
        Assert.Equal([$"{ConfigFile.Name}: \"{key}\": unknown key{hint}".Replace(" \"\":", "")],
            ConfigFile.Refused(ConfigFile.With($"\"{key}\": {{ \"a\": [1, 2] }}")));

    [Fact]
    public void A_key_given_twice_is_refused_also_when_spelled_with_escapes() =>
        Assert.Equal([$"{ConfigFile.Name}: \"gateway\": given twice; keep one"],
            ConfigFile.Refused(ConfigFile.With("\"\\u0067ateway\": \"gw2\"")));

    [Fact]
    public void All_wrong_types_are_reported_together() =>
        Assert.Equal(
            [
                $"{ConfigFile.Name}: \"ike[1]\": is a number; it takes a string",
                $"{ConfigFile.Name}: \"ike[2]\": is a list; it takes a string",
                $"{ConfigFile.Name}: \"esp\": is an object; it takes a list of strings (or one string)",
                $"{ConfigFile.Name}: \"mtu\": is true or false; it takes a whole number without quotes",
            ],
            ConfigFile.Refused(ConfigFile.With("\"ike\": [\"a\", 1, [2]], \"esp\": { \"a\": 1 }, \"mtu\": true")));

    [Fact]
    public void Too_much_of_anything_is_refused()
    {
        string longText = new('x', 1025);
        Assert.Equal([$"{ConfigFile.Name}: \"tunName\": is longer than 1024 characters"],
            ConfigFile.Refused(ConfigFile.With($"\"tunName\": \"{longText}\"")));
        string manyEntries = string.Join(',', Enumerable.Repeat("\"10.0.0.0/8\"", 65));
        Assert.Equal([$"{ConfigFile.Name}: \"localSubnets\": more than 64 entries"],
            ConfigFile.Refused(ConfigFile.With($"\"localSubnets\": [{manyEntries}]")));
        Assert.Equal([$"{ConfigFile.Name}: the file is larger than 65536 bytes"],
            ConfigFile.Refused(ConfigFile.With() + new string(' ', 65536)));
        Assert.StartsWith($"{ConfigFile.Name}: line 1, column ",
            ConfigFile.Refused("{ \"ike\": " + new string('[', 60000))[^1]);
    }

    [Fact]
    public void What_is_not_text_is_refused()
    {
        Assert.Contains("the file is empty", ConfigFile.Refused("").Single());
        Assert.Contains("the file is not UTF-8 text",
            ConfigFile.Refused([.. "{ \"a\": \""u8, 0xFF, .. "\" }"u8]).Single());
        Assert.Contains("not UTF-8", ConfigFile.Refused([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")]).Single());
    }

    [Fact]
    public void An_error_is_one_line_whatever_the_file_holds()
    {
        string error = ConfigFile.Refused(ConfigFile.With("\"a\\nb\\u001b[31m\\u2028\": 1")).Single();
        Assert.Equal($"{ConfigFile.Name}: \"a\\u000ab\\u001b[31m\\u2028\": unknown key", error);
    }
}
