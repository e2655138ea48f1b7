using Holdfast.Config;
using Holdfast.Host.Reload;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Login;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Config;

/// <summary>Kinds of gateways: defaults, and nothing but defaults.</summary>
public sealed class ProfileTests
{
    private const string Aeads = "aes256gcm16-aes128gcm16-prfsha384-prfsha256-ecp384-ecp256-modp2048";
    private const string Cbc = "aes256-aes128-sha256-sha384-ecp384-ecp256-modp2048";
    private const string OfMicrosoft = $"\"ike\": [\"{Aeads}\", \"{Cbc}\"], \"esp\": [\"aes256gcm16-aes128gcm16\", \"aes256-aes128-sha256\"]";

    private static readonly Dictionary<string, string> WrittenOut = new()
    {
        ["apple"] = OfMicrosoft,
        ["azure"] = $"{OfMicrosoft}, \"requestAddress\": [], \"localSubnets\": \"0.0.0.0/0\", \"remoteSubnets\": \"0.0.0.0/0\"",
        ["fortigate"] = "\"singlePairs\": true, \"requestAddress\": \"ipv4\"",
        ["opnsense"] = "\"singlePairs\": true, \"resumption\": false",
        ["routeros"] = "\"singlePairs\": true, \"requestAddress\": \"ipv4\", \"rekeyTime\": \"20m\"",
        ["strongswan"] = "\"resumption\": false",
        ["windows"] = OfMicrosoft,
    };

    public static TheoryData<string> Names => [.. WrittenOut.Keys];

    [Fact]
    public void Every_profile_is_one_of_these() =>
        Assert.Contains($"allowed: {string.Join(", ", WrittenOut.Keys)}", ConfigFile.Refused(ConfigFile.With("\"profile\": \"cisco\""))[0], StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_profile_is_what_could_be_written_out(string profile)
    {
        ConnectionConfig named = ConfigFile.Connection(ConfigFile.With($"\"profile\": \"{profile}\""));
        ConnectionConfig written = ConfigFile.Connection(ConfigFile.With(WrittenOut[profile]));

        Assert.False(ConfigComparison.IsSame(named, written));
        Assert.True(ConfigComparison.IsSame(named with { Profile = null }, written));
        Assert.False(ConfigComparison.IsSame(named with { Profile = null }, ConfigFile.Connection(ConfigFile.With())));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_file_says_wins(string profile)
    {
        const string own = "\"singlePairs\": false, \"requestAddress\": [\"ipv6\"], \"resumption\": true, \"rekeyTime\": \"3h\", " +
            "\"ike\": [\"aes128gcm16-x25519\"], \"esp\": \"chacha20poly1305\", \"localSubnets\": [], \"remoteSubnets\": [\"10.1.0.0/16\"]";

        Assert.True(ConfigComparison.IsSame(
            ConfigFile.Connection(ConfigFile.With($"{own}, \"profile\": \"{profile}\"")) with { Profile = null },
            ConfigFile.Connection(ConfigFile.With(own))));
    }

    [Fact]
    public void A_connection_has_its_own_or_that_of_the_file_and_a_child_that_of_its_connection()
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With(
            "\"profile\": \"routeros\", \"connections\": [ { \"children\": [ {}, { \"name\": \"b\", \"rekeyTime\": \"2h\" } ] }, { \"profile\": \"strongswan\" } ]"));

        Assert.Equal(["routeros", "strongswan"], config.Connections.Select(one => one.Profile!));
        Assert.Equal([TimeSpan.FromMinutes(20), TimeSpan.FromHours(2)], config.Connections[0].Children.Select(child => child.RekeyTime));
        Assert.Equal((false, TimeSpan.FromHours(1)), (config.Connections[1].SinglePairs, config.Connections[1].Children[0].RekeyTime));
    }

    /// <summary>Written on the connection, it is the child's too, before any profile.</summary>
    [Fact]
    public void What_a_child_inherits_comes_before_the_profile()
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With("\"profile\": \"routeros\", \"rekeyTime\": \"50m\", \"children\": [ {} ]"));

        Assert.Equal(TimeSpan.FromMinutes(50), config.Children[0].RekeyTime);
    }

    [Fact]
    public void Transport_mode_takes_no_subnets_of_a_profile()
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With("\"profile\": \"azure\", \"mode\": \"transport\""));

        Assert.Empty(config.RequestAddress);
        Assert.Null(Assert.Single(config.Children[0].Local).Addresses);
    }

    [Fact]
    public void Without_a_profile_nothing_is_split_and_with_single_pairs_each_pair_is_asked_for()
    {
        const string subnets = "\"requestAddress\": [], \"localSubnets\": [\"10.1.0.0/16\", \"fd00:1::/32\"], \"remoteSubnets\": [\"10.20.0.0/16\", \"10.21.0.0/16\", \"fd00:2::/32\"]";

        IkeSettings plain = Map(subnets), split = Map($"{subnets}, \"singlePairs\": true");

        Assert.Equal((false, true), (plain.SinglePairs, split.SinglePairs));
        Assert.Equal(["net"], plain.Children.Select(child => child.Name));
        Assert.Equal(
            ["net-1 10.1.0.0/16 10.20.0.0/16", "net-2 10.1.0.0/16 10.21.0.0/16", "net-3 fd00:1::/32 fd00:2::/32"],
            split.Children.Select(child => $"{child.Name} {child.Local.Single()} {child.Remote.Single()}"));
    }

    [Fact]
    public void One_pair_keeps_its_name_and_what_makes_none_is_asked_for_as_it_is()
    {
        Assert.Equal(["net"], Map("\"profile\": \"fortigate\", \"remoteSubnets\": \"10.20.0.0/16\"").Children.Select(child => child.Name));
        Assert.Equal("fd00:2::/32", Map("\"profile\": \"fortigate\", \"remoteSubnets\": \"fd00:2::/32\"").Children.Single().Remote.Single().ToString());
    }

    [Fact]
    public void More_pairs_than_a_gateway_could_take_are_refused()
    {
        string many = string.Join(", ", Enumerable.Range(0, 33).Select(i => $"\"10.{i}.0.0/16\""));

        Assert.Contains("makes 66 Child SAs of the subnets; allowed: up to 64",
            ConfigFile.Refused(ConfigFile.With($"\"singlePairs\": true, \"localSubnets\": [\"172.16.0.0/16\", \"172.17.0.0/16\"], \"remoteSubnets\": [{many}]"))[0],
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"profile\": \"apple\", \"username\": \"ann\", \"password\": \"her word\"", "take no pre-shared key together with a user's login")]
    [InlineData("\"profile\": \"fortigate\", \"forbidNat\": true", "send NAT hashes that are wrong at times")]
    [InlineData("\"profile\": \"apple\"", null)]
    [InlineData("\"profile\": \"fortigate\"", null)]
    [InlineData("\"forbidNat\": true, \"username\": \"ann\", \"password\": \"her word\"", null)]
    public void What_does_not_go_well_with_such_a_gateway_is_said(string more, string? warning)
    {
        IReadOnlyList<string> said = ConfigWarnings.Of(ConfigFile.Accepted(ConfigFile.With(more)));

        Assert.Equal(warning is null ? 0 : 1, said.Count);
        Assert.All(said, line => Assert.Contains(warning!, line, StringComparison.Ordinal));
    }

    [Fact]
    public void Weak_groups_stay_refused_for_windows() =>
        Assert.Contains("too weak and never used", ConfigFile.Refused(ConfigFile.With("\"profile\": \"windows\", \"ike\": \"aes256-sha256-modp1024\""))[0], StringComparison.Ordinal);

    private static IkeSettings Map(string more)
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With(more));
        Assert.True(CredentialSources.TryMake(config, out Credential? credential, out _));
        return SettingsMapper.Map(config, credential, exportKeys: false);
    }
}
