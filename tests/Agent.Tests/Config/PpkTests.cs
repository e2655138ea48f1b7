using System.Text;
using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class PpkTests
{
    private const string Key = "0x7f10b2c8a3d94e5566778899aabbccddeeff00112233445566778899aabbccdd";

    [Fact]
    public void It_is_required_unless_the_file_says_otherwise()
    {
        PpkConfig given = Ppk($"\"ppk\": \"{Key}\", \"ppkId\": \"site7-ppk\"");
        PpkConfig optional = Ppk($"\"ppk\": \"{Key}\", \"ppkId\": \"site7-ppk\", \"ppkRequired\": false");

        Assert.Equal(("site7-ppk", true, null), (given.Id, given.IsRequired, given.File));
        Assert.Equal(Key[2..], Convert.ToHexStringLower(given.Secret!.Span));
        Assert.False(optional.IsRequired);
        given.Secret.Dispose();
        optional.Secret!.Dispose();
    }

    [Fact]
    public void It_may_be_in_a_file_beside_every_way_to_log_in()
    {
        PpkConfig ppk = ConfigFile.Connection(
            """{ "gateway": "gw", "username": "site7", "passwordFile": "/p", "ppkFile": "/k", "ppkId": "k" }""").Ppk!;

        Assert.Equal((null, "/k"), (ppk.Secret, ppk.File));
        Assert.Null(ConfigFile.Connection(ConfigFile.With()).Ppk);
    }

    [Theory]
    [InlineData("\"ppkId\": \"x\"",
        "\"ppkId\": is of use with a post-quantum pre-shared key only; add \"ppk\" or \"ppkFile\", or leave the key out")]
    [InlineData("\"ppkRequired\": true",
        "\"ppkRequired\": is of use with a post-quantum pre-shared key only; add \"ppk\" or \"ppkFile\", or leave the key out")]
    [InlineData("\"ppk\": \"x\"", "\"ppkId\": is missing; it takes the name that the gateway knows the post-quantum pre-shared key by")]
    [InlineData("\"ppk\": \"x\", \"ppkFile\": \"/x\", \"ppkId\": \"y\"", "\"ppkFile\": is given beside \"ppk\"; keep one of them")]
    [InlineData("\"ppk\": \"0xabc\", \"ppkId\": \"y\"",
        "\"ppk\": starts with 0x but is not hexadecimal; it takes pairs of the digits 0-9, a-f after it")]
    [InlineData("\"ppk\": \"x\", \"ppkId\": \"a\\u0007\"", "\"ppkId\": holds the control character U+0007; none is allowed")]
    [InlineData("\"ppk\": \"x\", \"ppkId\": \"y\", \"ppkRequired\": \"no\"", "\"ppkRequired\": is a string; it takes true or false, without quotes")]
    [InlineData("\"ppk_id\": \"y\"", "\"ppk_id\": unknown key; did you mean \"ppkId\"?")]
    public void Says_what_is_wrong(string keys, string error) =>
        Assert.Equal([$"{ConfigFile.Name}: {error}"], ConfigFile.Refused(ConfigFile.With(keys)));

    [Fact]
    public void A_name_has_255_bytes_at_most()
    {
        Ppk($"\"ppk\": \"x\", \"ppkId\": \"{new string('y', 255)}\"").Secret!.Dispose();

        Assert.Equal(
            [$"{ConfigFile.Name}: \"ppkId\": has 256 bytes; 1 to 255 are allowed"],
            ConfigFile.Refused(ConfigFile.With($"\"ppk\": \"x\", \"ppkId\": \"{new string('y', 256)}\"")));
    }

    [Fact]
    public void A_connection_with_its_own_does_not_inherit_a_part_of_another()
    {
        AgentConfig config = ConfigFile.Accepted(
            """
            {
              "identity": "me", "secret": "s", "ppkFile": "/k", "ppkId": "common", "ppkRequired": false,
              "connections": [
                { "name": "a", "gateway": "gw1" },
                { "name": "b", "gateway": "gw2", "ppk": "x", "ppkId": "own" }
              ]
            }
            """);

        Assert.Equal([("common", "/k", false), ("own", null, false)], config.Connections.Select(c => (c.Ppk!.Id, c.Ppk.File, c.Ppk.IsRequired)));
        foreach (ConnectionConfig connection in config.Connections)
        {
            connection.Secret!.Dispose();
            connection.Ppk!.Secret?.Dispose();
        }
    }

    [Fact]
    public void The_description_names_it_and_never_the_key()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With($"\"ppk\": \"{Key}\", \"ppkId\": \"site7-ppk\""));
        string text = string.Join('\n', config.Describe()) + config + config.Connections[0].Ppk;

        Assert.Contains(
            "mix the post-quantum pre-shared key \"site7-ppk\" from the configuration into the keys, and accept no gateway without it",
            config.Describe());
        Assert.DoesNotContain("7f10b2c8", text, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(ConfigWarnings.Of(config));
        Assert.True(config.Connections[0].HoldsSecret);
    }

    [Theory]
    [InlineData(31, 1)]
    [InlineData(32, 0)]
    public void A_short_key_is_warned_of(int bytes, int warnings)
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With($"\"ppk\": \"0x{new string('a', 2 * bytes)}\", \"ppkId\": \"k\""));

        Assert.Equal(warnings, ConfigWarnings.Of(config).Count(w => w.Contains($"has {bytes} bytes", StringComparison.Ordinal)));
    }

    private static PpkConfig Ppk(string keys) => ConfigFile.Connection(ConfigFile.With(keys)).Ppk!;
}
