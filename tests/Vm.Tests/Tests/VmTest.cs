using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Vm.Gateways;
using Holdfast.Vm.Machines;
using Holdfast.Vm.Site;

namespace Holdfast.Vm.Tests;

/// <summary>What the tests of both architectures have in common.</summary>
public abstract class VmTest(LabMachine machine) : IDisposable
{
    /// <summary>A gateway that can do all that the agent can.</summary>
    protected static readonly GatewaySettings Gateway = new()
    {
        KernelEsp = true,
        LocalAddresses = "%any",
        Ike = "aes128gcm16-prfsha256-x25519,aes256gcm16-prfsha256-ecp256",
        Esp = "aes128gcm16,aes256gcm16,chacha20poly1305,aes128-sha256,aes128gcm16-esn,aes256gcm16-esn,chacha20poly1305-esn,aes128-sha256-esn",
    };

    /// <summary>Asks for everything, and gets what the gateway has; blocks nothing when it is gone.</summary>
    protected static readonly AgentSettings Agent = new() { RekeyTest = false, KillSwitch = false };

    private SiteLab? _lab;

    protected Architecture Architecture => machine.Architecture;

    /// <summary>The site and its gateway, until the end of the test.</summary>
    protected SiteLab Start(GatewayKind kind = GatewayKind.StrongSwan, GatewaySettings? settings = null) =>
        _lab = machine.Start(kind, settings ?? Gateway);

    public void Dispose()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed && _lab is not null)
            Log(_lab.Describe());
        _lab?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the flow; every packet must have been answered.</summary>
    protected static void NothingIsLost(PingFlow flow)
    {
        var report = flow.Stop();
        Log($"{report}");
        Assert.True(report is { Lost: 0, Sent: > 0 }, $"{report}");
    }

    /// <summary>Writes to the report, whatever becomes of the test.</summary>
    protected static void Log(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
