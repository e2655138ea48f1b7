using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests.Newest;

/// <summary>What the newest libreswan can beside the usual: a post-quantum pre-shared key (RFC 8784), and split DNS (RFC 8598).</summary>
[Collection(NewestCollection.Name)]
public sealed class LibreswanTests(NewestMachine machine) : VmTest(machine)
{
    // In its log.
    private const string Mixed = "PPK AUTH calculated as responder", LoggedIn = "responder established IKE SA";

    private static readonly AgentSettings WithPpk = ForV4 with { Ppk = LibreswanGateway.Ppk, PpkId = LibreswanGateway.PpkId };

    [Fact]
    public void A_post_quantum_key_is_mixed_in_and_stays_in_rekeys()
    {
        var lab = Start(GatewayKind.Libreswan);
        var gateway = (LibreswanGateway)lab.Gateway;
        var (mixed, logins) = (gateway.Count(Mixed), gateway.Count(LoggedIn));
        var agent = lab.Connect(WithPpk.By(PathMode.Interface));
        IsMixed();
        Assert.Equal((mixed + 1, logins + 1), (gateway.Count(Mixed), gateway.Count(LoggedIn)));

        gateway.RekeyIke();
        lab.WaitForStatus("the IKE SA is rekeyed", status => status.IkeRekeys == 1);
        gateway.RekeyChild();
        lab.WaitForStatus("the Child SA is rekeyed", status => status is { ChildRekeys: 1, Children: [{ Sends: true }] });
        IsMixed();
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());

        void IsMixed()
        {
            lab.Ping();
            Assert.Equal([LibreswanGateway.PpkId], lab.Status().Ppks);
        }
    }

    [Fact]
    public void Another_post_quantum_key_under_that_name_is_refused()
    {
        var lab = Start(GatewayKind.Libreswan);
        var agent = lab.StartAgent((WithPpk with { Ppk = "another key, of forty octets or so, alas" }).By(PathMode.Interface));
        Assert.Equal(ExitCodes.AuthenticationFailed, agent.WaitForExit());
        Log(agent.Log);
        Assert.Equal(lab.Before, lab.Snapshot());
    }

    [Fact]
    public void Names_of_its_domain_are_for_its_name_server()
    {
        var lab = Start(GatewayKind.Libreswan);
        var agent = lab.Connect(ForV4.By(PathMode.Policy));
        Assert.Equal([LibreswanGateway.Domain], lab.Status().DnsDomains);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
        Assert.Equal(lab.Before, lab.Snapshot());
    }

    private static AgentSettings ForV4 => Agent with { RequestAddress = ["ipv4"], RemoteSubnets = [Addresses.LanV4] };
}
