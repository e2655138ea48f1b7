using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Several Child SAs on one IKE SA.</summary>
public sealed class ChildrenTests : LabTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly GatewaySettings Gateway = new()
    {
        DeleteDelaySeconds = 1,
        Children =
        [
            new GatewayChild("four", [Addresses.LanV4]) { Esp = "aes128gcm16" },
            new GatewayChild("six", [Addresses.LanV6]) { Esp = "aes256gcm16" },
        ],
    };

    private static readonly AgentSettings Settings = new()
    {
        RekeyTest = false,
        Children =
        [
            new AgentChild("v4") { RemoteSubnets = [Addresses.LanV4], Esp = ["aes128gcm16"] },
            new AgentChild("v6") { RemoteSubnets = [Addresses.LanV6], Esp = ["aes256gcm16"] },
        ],
    };

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void Each_carries_what_it_was_made_for(GatewayVersion version)
    {
        using var lab = ConnectBoth(version);
        Assert.Equal(["AES_GCM_16-128", "AES_GCM_16-256"], lab.Gateway.OnlySa().Children.Select(one => one.Esp).Order());
        BothCross(lab);
        lab.Gateway.RekeyIke();
        lab.Gateway.RekeyChild("four");
        lab.Gateway.RekeyChild("six");
        Agreement.WaitFor(lab, children: 2);
        BothCross(lab);
    }

    [Theory]
    [InlineData(GatewayVersion.Installed)]
    [InlineData(GatewayVersion.Sid)]
    public void One_that_the_gateway_deletes_comes_back_and_the_other_stays(GatewayVersion version)
    {
        using var lab = ConnectBoth(version);
        var before = lab.Gateway.OnlySa().Children;
        using var traffic = lab.StartTraffic();
        lab.Gateway.TerminateChild("six");
        Wait.Until("the Child SA is back", () => HasAnother(lab, before), Patience);
        NothingIsLost(traffic);
        Agreement.WaitFor(lab, children: 2);
        Assert.Equal(Spi(before, "four"), Spi(lab.Gateway.OnlySa().Children, "four"));
        BothCross(lab);
    }

    [Fact]
    public void The_only_one_that_the_gateway_deletes_comes_back()
    {
        using var lab = StartLab(new GatewaySettings { DeleteDelaySeconds = 1 });
        lab.Connect(new AgentSettings { RekeyTest = false });
        var before = lab.Gateway.OnlySa();
        lab.Gateway.TerminateChild();
        Wait.Until("a Child SA is back", () => lab.Gateway.ListSas().Any(one =>
            one.Installed.Any(child => child.SpiIn != before.Children[0].SpiIn)), Patience);
        Agreement.WaitFor(lab);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
    }

    /// <summary>The gateway refuses one: the other works, and the refused one is asked for again.</summary>
    [Fact]
    public void One_that_is_refused_does_not_hinder_the_other()
    {
        using var lab = StartLab(Gateway with { Children = [Gateway.Children![0]] });
        lab.Connect(Settings);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Single(lab.Gateway.OnlySa().Children);
    }

    private static TunnelLab ConnectBoth(GatewayVersion version)
    {
        var lab = StartLab(Gateway with { Version = version });
        try
        {
            lab.Connect(Settings);
            Agreement.WaitFor(lab, children: 2);
            return lab;
        }
        catch
        {
            lab.Dispose();
            throw;
        }
    }

    private static void BothCross(TunnelLab lab)
    {
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV4).LossPercent);
        Assert.Equal(0, Ping.Run(lab.Site, Addresses.HostV6).LossPercent);
    }

    private static bool HasAnother(TunnelLab lab, IReadOnlyList<ChildAssociation> before) =>
        lab.Gateway.OnlySa().Installed.Any(one => one.Name == "six" && one.SpiIn != Spi(before, "six"));

    private static string Spi(IReadOnlyList<ChildAssociation> children, string name) =>
        children.First(child => child.Name == name).SpiIn;
}
