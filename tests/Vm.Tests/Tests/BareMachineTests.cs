using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;
using Holdfast.Vm.Tests.Arm64;

namespace Holdfast.Vm.Tests.Amd64;

/// <summary>A machine of its own that starts in 1970, with a kernel that has no IPv6.</summary>
[Collection(SmallestMachineCollection.Name)]
public sealed class BareMachineTests : VmTest
{
    // Of the tests' network what such a kernel can have.
    private const string Network = """
        sed -e '/2001:db8/d' -e '/fd00:/d' -e 's#echo 0 > /proc/sys/net/ipv6/.*#:#' -e 's#net/ipv6/conf/all/forwarding#net/ipv4/ip_forward#' \
            /lab/guest/network > /run/network
        sh /run/network
        """;

    public BareMachineTests(Amd64Machine machine)
        : base(machine) =>
        Need.Nothing(MachineImage.Missing(Architecture.Amd64));

    [Theory]
    [InlineData(PathMode.Userspace)]
    [InlineData(PathMode.Policy)]
    public void It_connects_in_1970_without_IPv6_and_stays_connected_when_the_clock_is_set(PathMode mode)
    {
        using var guest = Guest.Boot(
            Architecture.Amd64, LabMachine.Megabytes, kernel: "ipv6.disable=1", options: ["-rtc", "base=1970-01-01T00:00:10"]);
        Assert.Equal("1970", guest.Check("date +%Y").Trim());
        Assert.Equal("", guest.Check("ls /proc/net | grep if_inet6 || :"));
        guest.Check(Network, TimeSpan.FromMinutes(2));
        var gateway = new StrongSwanGateway(guest);
        gateway.Serve(Gateway with { Subnets = ["0.0.0.0/0"], VirtualIpv6 = false });
        using var lab = new SiteLab(guest, gateway);
        try
        {
            var agent = lab.Connect((Agent with { RemoteSubnets = ["0.0.0.0/0", "::/0"], KillSwitch = true, IkeRekeyTime = "30s" }).By(mode));
            lab.Ping();
            Assert.Contains("after boot", lab.Holdfast("history").Output, StringComparison.Ordinal);

            guest.Check("date -s '2031-05-06 07:08:09'");
            lab.WaitForStatus("a rekey", status => status.IkeRekeys > 0, seconds: 120);
            lab.Ping();
            Assert.DoesNotContain(agent.Lines, line => line.StartsWith("error: ", StringComparison.Ordinal));
            Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
            Assert.Equal(0, lab.Holdfast("down").ExitCode);
            Assert.Equal(lab.Before, lab.Snapshot());
        }
        catch
        {
            Log(lab.Describe());
            throw;
        }
    }
}
