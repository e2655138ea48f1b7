using Holdfast.Ike.Login;
using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Config;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class SettingsMapperTests
{
    private static readonly IkePath Path = new(IpAddress.Parse("10.10.1.2"), 500, IpAddress.Parse("192.0.2.2"), 500);

    [Fact]
    public void A_tunnel_offers_everything_of_the_families_it_asks_addresses_for()
    {
        ChildSettings child = Assert.Single(Map("\"requestAddress\": \"ipv4\"").Children);
        Assert.Equal(["0.0.0.0/0"], child.Local.Select(s => s.ToString()));
        Assert.Equal(["0.0.0.0/0", "::/0"], child.Remote.Select(s => s.ToString()));
    }

    [Fact]
    public void Protocols_without_addresses_narrow_the_offer()
    {
        ChildSettings child = Assert.Single(Map("\"requestAddress\": \"ipv4\", \"localSubnets\": [\"[tcp/443]\", \"10.7.0.0/24\"]").Children);
        Assert.Equal(["0.0.0.0/0[6/443]", "10.7.0.0/24"], child.Local.Select(s => s.ToString()));
    }

    [Fact]
    public void A_ppk_is_named_by_its_utf8_and_required_by_default()
    {
        Ppk ppk = Map("\"ppk\": \"0x0102\", \"ppkId\": \"é\"").Ppk!;

        Assert.Equal([0xC3, 0xA9], ppk.Id.ToArray());
        Assert.Equal([1, 2], ppk.Secret.Span.ToArray());
        Assert.True(ppk.IsRequired);
        Assert.Null(Map("").Ppk);
    }

    [Fact]
    public void Transport_mode_offers_the_outer_addresses()
    {
        IkeSettings settings = SessionStart.Anew.Apply(
            Map("\"children\": [{ \"mode\": \"transport\", \"remoteSubnets\": \"[udp/53]\" }]"), Path);
        ChildSettings child = Assert.Single(settings.Children);
        Assert.Equal(EspMode.Transport, child.Mode);
        Assert.Equal("10.10.1.2/32", Assert.Single(child.Local).ToString());
        Assert.Equal("192.0.2.2/32[17/53]", Assert.Single(child.Remote).ToString());
    }

    [Fact]
    public void A_session_that_replaces_another_asks_for_its_address_and_leaves_it_alone()
    {
        IpAddress inner = IpAddress.Parse("10.30.0.1");
        IkeSettings settings = new SessionStart(false, [inner]).Apply(Map(""), Path);
        Assert.Equal((false, inner), (settings.InitialContact, Assert.Single(settings.WantedAddresses)));
        Assert.True(SessionStart.Anew.Apply(Map(""), Path).InitialContact);
    }

    [Fact]
    public void Only_the_first_session_tries_a_rekey_for_the_sake_of_trying()
    {
        Assert.Null(SessionStart.Anew.Apply(Map(""), Path).RekeySelfTest);
        Assert.NotNull((SessionStart.Anew with { IsFirst = true }).Apply(Map(""), Path).RekeySelfTest);
        Assert.Null((SessionStart.Anew with { IsFirst = true }).Apply(Map("\"rekeyTest\": false"), Path).RekeySelfTest);
    }

    [Fact]
    public void Switches_and_limits_arrive()
    {
        IkeSettings settings = Map("""
            "rekeyTest": false, "mobike": false, "fragmentation": false, "resumption": false, "forbidNat": true, "reauthTime": "1h",
            "rekeyBytes": 1000000, "rekeyPackets": 5000, "name": "x"
            """);
        Assert.Null(settings.RekeySelfTest);
        Assert.Equal((false, false, false, true), (settings.Mobike, settings.Fragmentation, settings.Resumption, settings.ForbidNat));
        Assert.Equal(TimeSpan.FromHours(1), settings.Reauthentication);
        Assert.Equal((1_000_000ul, 5_000ul), (settings.Children[0].Lifetime.Bytes, settings.Children[0].Lifetime.Packets));
        Assert.NotNull(Map("").RekeySelfTest);
    }

    /// <summary>A session is not given up before its path is suspect.</summary>
    [Theory]
    [InlineData("", 10, 300)]
    [InlineData("\"detectionTime\": \"2s\"", 2, 300)]
    [InlineData("\"detectionTime\": \"5m\"", 300, 600)]
    public void The_detection_time_arrives(string more, int detection, int giveUp)
    {
        IkeSettings settings = Map(more);
        Assert.Equal(TimeSpan.FromSeconds(detection), settings.DetectionTime);
        Assert.Equal(TimeSpan.FromSeconds(giveUp), settings.Established.GiveUpAfter);
    }

    [Fact]
    public void How_an_attempt_begins_is_its_own_affair()
    {
        IkeSettings settings = SessionStart.Anew.Apply(Map(""), Path);
        Assert.Equal((false, null), (settings.StartOnNatPort, settings.Unanswered));
        settings = (SessionStart.Anew with { ByNatPort = true, Unanswered = RetransmitPolicy.Patient }).Apply(Map(""), Path);
        Assert.Equal((true, RetransmitPolicy.Patient), (settings.StartOnNatPort, settings.Unanswered));
    }

    private static IkeSettings Map(string more)
    {
        ConnectionConfig config = ConfigFile.Connection(ConfigFile.With(more));
        Assert.True(CredentialSources.TryMake(config, out Credential? credential, out _));
        return SettingsMapper.Map(config, credential, exportKeys: false);
    }
}
