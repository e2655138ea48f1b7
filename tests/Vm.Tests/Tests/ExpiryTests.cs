using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests;

/// <summary>The kernel says that keys are used up, or counts on: soft and hard limits, and the wrap of the low half of ESNs.</summary>
public abstract class ExpiryTests(LabMachine machine) : VmTest(machine)
{
    private const long Packets = 1500;
    private const int BeforeWrap = 48;

    [Theory]
    [InlineData(Packets, null)]
    [InlineData(null, 84 * Packets)]
    public void A_soft_limit_leads_to_a_rekey_without_loss(long? packets, long? bytes)
    {
        var lab = Start();
        lab.Connect((Agent with { RekeyPackets = packets, RekeyBytes = bytes }).By(PathMode.Interface));
        var before = lab.Status().Children.Single();
        // Most of it at once; then slowly past the soft limit, which is a tenth before the hard one.
        lab.Check($"ping -q -f -c {Packets * 8 / 10} {Addresses.HostV4}");
        Assert.Equal(0, lab.Status().ChildRekeys);
        using var flow = PingFlow.Start(lab.Guest, Addresses.HostV4);
        lab.WaitForStatus("the Child SA is rekeyed", status => status.ChildRekeys > 0 && status.Children.Count == 1);
        NothingIsLost(flow);
        Assert.DoesNotContain($"0x{before.Inbound}", lab.States());
    }

    [Fact]
    public void After_a_hard_limit_there_is_a_new_Child_SA()
    {
        var lab = Start();
        lab.Connect((Agent with { RekeyPackets = 300 }).By(PathMode.Interface));
        var before = lab.Status().Children.Single();
        lab.Guest.Check("sh /lab/guest/gate close");
        lab.Run($"ping -q -f -c 400 -w 10 {Addresses.HostV4}");
        Wait.Until("the kernel has dropped what is used up",
            () => !lab.States().Contains($"0x{before.Outbound}"), TimeSpan.FromSeconds(60));
        lab.Guest.Check("sh /lab/guest/gate open");
        lab.WaitForPing();
        Assert.NotEqual(before.Inbound, lab.Status().Children.Single(child => child.Sends).Inbound);
    }

    [Theory]
    [InlineData("aes128gcm16-esn")]
    [InlineData("aes128-sha256-esn")]
    public void The_low_half_of_extended_sequence_numbers_wraps(string esp)
    {
        var lab = Start();
        lab.Connect((Agent with { Esp = [esp] }).By(PathMode.Interface));
        // So many that both windows are full: with fewer, a high number would be one of before the beginning.
        lab.Check($"ping -q -f -c 300 {Addresses.HostV4}");
        foreach (var (network, source) in new[] { ("site", Addresses.Site), (lab.Gateway.Namespace, lab.Gateway.Address) })
            lab.Guest.Check(StateText.Outbound(lab.Guest.Check($"ip -n {network} xfrm state"), source).AddAgainAt(network, uint.MaxValue - BeforeWrap + 1));
        using var flow = PingFlow.Start(lab.Guest, Addresses.HostV4);
        flow.WaitForMore(3 * BeforeWrap);
        NothingIsLost(flow);
        foreach (var network in new[] { "site", lab.Gateway.Namespace })
        {
            var states = lab.Guest.Check($"ip -n {network} xfrm state");
            Assert.Contains("oseq-hi 0x1,", states, StringComparison.Ordinal);
            Assert.Contains("seq-hi 0x1,", states, StringComparison.Ordinal);
        }
    }
}
