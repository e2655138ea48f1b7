using Holdfast.Ike.Login;
using Holdfast.Crypto;
using Holdfast.Host.Session;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Config;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>The Configuration payload (RFC 7296 sections 2.19 and 3.15) and split DNS (RFC 8598).</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public void The_request_asks_for_an_address_with_empty_values_before_the_sa_payload()
    {
        using Standing standing = new();
        IReadOnlyList<Payload> request = standing.Gateway.LastPayloads;
        ConfigPayload config = request.OfType<ConfigPayload>().Single();

        Assert.Equal(ConfigurationType.Request, config.ConfigurationType);
        Assert.Contains(config.Attributes, a => a.Type == ConfigurationAttributeType.InternalIp4Address);
        Assert.All(config.Attributes, a => Assert.True(a.IsEmpty));
        PayloadType[] order = [.. request.Select(p => p.Type)];
        Assert.True(Array.IndexOf(order, PayloadType.Configuration) < Array.IndexOf(order, PayloadType.SecurityAssociation));
    }

    [Fact]
    public void By_default_domains_are_asked_for_together_with_name_servers_and_nothing_without_an_address()
    {
        using SecretBytes secret = new(8);
        IkeSettings all = SettingsMapper.Map(ConfigFile.Connection(ConfigFile.With()), new SharedKey(secret), exportKeys: false);
        IkeSettings none = SettingsMapper.Map(ConfigFile.Connection(ConfigFile.With("\"requestAddress\": [], \"localSubnets\": [\"10.1.0.0/24\"]")), new SharedKey(secret), exportKeys: false);

        Assert.Contains(ConfigurationAttributeType.InternalIp4Address, all.Requests);
        Assert.Contains(ConfigurationAttributeType.InternalDnsDomain, all.Requests);
        Assert.Contains(ConfigurationAttributeType.InternalIp4Dns, all.Requests);
        Assert.DoesNotContain(ConfigurationAttributeType.InternalDnssecTa, all.Requests);
        Assert.DoesNotContain(ConfigurationAttributeType.InternalIp4Netmask, all.Requests);
        Assert.Empty(none.Requests);
    }

    [Fact]
    public void Attributes_that_are_not_known_or_not_asked_for_are_ignored()
    {
        TunnelConfiguration tunnel = Granted(
            new((ConfigurationAttributeType)32000, new byte[7]),
            new(ConfigurationAttributeType.ApplicationVersion, "x"u8.ToArray()),
            new(ConfigurationAttributeType.InternalIp4Netmask, new byte[] { 255, 255, 255, 0 }),
            new(ConfigurationAttributeType.InternalDnssecTa, new byte[20]),
            ConfigurationAttribute.Address(ConfigurationAttributeType.InternalIp4Address, IpAddress.Parse("10.30.0.1")));

        Assert.Equal([IpAddress.Parse("10.30.0.1")], tunnel.Addresses);
        Assert.Empty(tunnel.DnsDomains);
    }

    [Fact]
    public void Domains_are_for_all_servers_and_a_trust_anchor_of_one_is_ignored()
    {
        TunnelConfiguration tunnel = Granted(
            ConfigurationAttribute.Address(ConfigurationAttributeType.InternalIp4Dns, IpAddress.Parse("10.20.0.53")),
            ConfigurationAttribute.Address(ConfigurationAttributeType.InternalIp4Dns, IpAddress.Parse("10.20.0.54")),
            ConfigurationAttribute.Text(ConfigurationAttributeType.InternalDnsDomain, "corp.example"),
            new(ConfigurationAttributeType.InternalDnssecTa, new byte[20]),
            ConfigurationAttribute.Text(ConfigurationAttributeType.InternalDnsDomain, "xn--bcher-kva.example"),
            ConfigurationAttribute.Text(ConfigurationAttributeType.InternalDnsDomain, "no domain"));

        Assert.Equal(2, tunnel.DnsServers.Count);
        Assert.Equal(["corp.example", "xn--bcher-kva.example"], tunnel.DnsDomains);
    }

    [Theory]
    [InlineData("corp.example\nserver=192.0.2.1")]
    [InlineData("corp.example;reboot")]
    [InlineData("corp.example/192.0.2.1")]
    [InlineData("-x")]
    [InlineData("corp-.example")]
    [InlineData("corp..example")]
    [InlineData("a\"b")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("~.")]
    [InlineData("a123456789b123456789c123456789d123456789e123456789f123456789ab34.example")]
    public void What_a_file_or_a_command_line_could_trip_over_is_no_domain(string text) =>
        Assert.Empty(Granted(ConfigurationAttribute.Text(ConfigurationAttributeType.InternalDnsDomain, text)).DnsDomains);

    [Fact]
    public void Without_domains_in_the_reply_there_are_none() =>
        Assert.Empty(Granted(ConfigurationAttribute.Request(ConfigurationAttributeType.InternalDnsDomain)).DnsDomains);

    [Theory]
    [InlineData(ConfigurationType.Request, ConfigurationAttributeType.ApplicationVersion)]
    [InlineData(ConfigurationType.Request, ConfigurationAttributeType.SupportedAttributes)]
    [InlineData(ConfigurationType.Request, ConfigurationAttributeType.InternalIp4Address)]
    [InlineData(ConfigurationType.Set, ConfigurationAttributeType.InternalIp4Address)]
    [InlineData(ConfigurationType.Set, (ConfigurationAttributeType)32000)]
    [InlineData(ConfigurationType.Ack, ConfigurationAttributeType.InternalIp4Address)]
    [InlineData((ConfigurationType)9, ConfigurationAttributeType.InternalIp4Address)]
    public void What_the_gateway_asks_or_sets_is_answered_without_a_configuration_payload(
        ConfigurationType type, ConfigurationAttributeType attribute)
    {
        using Standing standing = new();
        IReadOnlyList<Payload> answer = standing.Ask(
            ExchangeType.Informational, new ConfigPayload(type, [ConfigurationAttribute.Request(attribute)]))!;

        Assert.Empty(answer);
        Assert.Single(standing.Actions<ConfigureTunnel>());
    }

    [Fact]
    public void A_reply_that_was_not_asked_for_configures_nothing()
    {
        using Standing standing = new();
        ConfigPayload reply = new(
            ConfigurationType.Reply, [ConfigurationAttribute.Address(ConfigurationAttributeType.InternalIp4Address, IpAddress.Parse("10.66.6.6"))]);

        Assert.Empty(standing.Ask(ExchangeType.Informational, reply)!);
        Assert.Single(standing.Actions<ConfigureTunnel>());
    }

    private static TunnelConfiguration Granted(params ConfigurationAttribute[] attributes)
    {
        Responder gateway = new(new SeededRandom(2))
        {
            BendAuth = p => [.. p.Select(x => x is ConfigPayload ? new ConfigPayload(ConfigurationType.Reply, attributes) : x)],
        };
        using Standing standing = new(gateway: gateway);
        return Assert.Single(standing.Actions<ConfigureTunnel>()).Configuration;
    }
}
