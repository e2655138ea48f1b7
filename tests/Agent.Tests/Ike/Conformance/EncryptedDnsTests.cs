using Holdfast.Crypto;
using Holdfast.Host.Session;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Login;
using Holdfast.Tests.Config;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Conformance;

/// <summary>Encrypted DNS in the Configuration payload (RFC 9464), by a scripted gateway: none of the real ones has it.</summary>
public sealed class EncryptedDnsTests
{
    private static readonly byte[] Dot = [0, 1, 0, 4, 3, (byte)'d', (byte)'o', (byte)'t'];

    [Theory]
    [InlineData("", true, true)]
    [InlineData("\"requestAddress\": \"ipv6\"", false, true)]
    [InlineData("\"useDns\": false", false, false)]
    [InlineData("\"encryptedDns\": false", false, false)]
    public void It_is_asked_for_with_the_name_servers_of_a_family_and_with_an_empty_value(string more, bool ipv4, bool ipv6)
    {
        using SecretBytes secret = new(8);
        IkeSettings settings = SettingsMapper.Map(ConfigFile.Connection(ConfigFile.With(more)), new SharedKey(secret), exportKeys: false);
        ConfigPayload request = Holdfast.Ike.Negotiation.ConfigurationRequest.From(settings);

        Assert.Equal(ipv4, request.Attributes.Contains(ConfigurationAttribute.Request(ConfigurationAttributeType.EncryptedDnsIp4)));
        Assert.Equal(ipv6, request.Attributes.Contains(ConfigurationAttribute.Request(ConfigurationAttributeType.EncryptedDnsIp6)));
        Assert.DoesNotContain(request.Attributes, attribute => attribute.Type == ConfigurationAttributeType.EncryptedDnsDigestInfo);
    }

    [Fact]
    public void Resolvers_come_in_the_order_of_their_priority_and_wrong_ones_are_left_out()
    {
        using Wires wires = Wires.Connected(Gateway(Of(7, "b.example"), Of(2, "a.example"), Of(0, "alias.example"), Of(7, "c.example"), new(ConfigurationAttributeType.EncryptedDnsIp4, new byte[9])), Asking());

        Assert.Equal(["a.example", "b.example", "c.example"], Names(wires));
        Assert.Equal(2, wires.Actions.OfType<Note>().Count(note => note.Level == NoteLevel.Warning && note.Text.Contains("EncryptedDnsIp4 is not usable", StringComparison.Ordinal)));
        Assert.Equal(["10.20.0.53"], wires.Actions.OfType<ConfigureTunnel>().Last().Configuration.DnsServers.Select(server => server.ToString()));
    }

    [Fact]
    public void What_was_not_asked_for_and_digests_of_certificates_are_ignored()
    {
        using Wires wires = Wires.Connected(Gateway(Of(1, "a.example"), new(ConfigurationAttributeType.EncryptedDnsDigestInfo, new byte[40])));

        Assert.Empty(Names(wires));
        Assert.DoesNotContain(wires.Actions.OfType<Note>(), note => note.Level == NoteLevel.Warning);
    }

    [Fact]
    public void A_gateway_with_resolvers_without_end_fills_no_list()
    {
        using Wires wires = Wires.Connected(Gateway([.. Enumerable.Range(1, 40).Select(i => Of((ushort)(100 - i), $"n{i}.example"))]), Asking());

        Assert.Equal(8, Names(wires).Count());
    }

    private static IEnumerable<string> Names(Wires wires) =>
        wires.Actions.OfType<ConfigureTunnel>().Last().Configuration.EncryptedDns.Select(resolver => resolver.Name);

    private static IkeSettings Asking() => TestSettings.Create() with
    {
        Requests = [ConfigurationAttributeType.InternalIp4Address, ConfigurationAttributeType.InternalIp4Dns, ConfigurationAttributeType.EncryptedDnsIp4],
    };

    private static ConfigurationAttribute Of(ushort priority, string name) => new(ConfigurationAttributeType.EncryptedDnsIp4,
        (byte[])[(byte)(priority >> 8), (byte)priority, 1, (byte)name.Length, 10, 20, 0, 53, .. System.Text.Encoding.ASCII.GetBytes(name), .. Dot]);

    private static Responder Gateway(params ConfigurationAttribute[] attributes) => new(new SeededRandom(2))
    {
        BendAuth = payloads => [.. payloads.Select(p => p is ConfigPayload c ? c with { Attributes = [.. c.Attributes, .. attributes] } : p)],
    };
}
