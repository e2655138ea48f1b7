using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Gateways;

/// <summary>A gateway with the kernel's ESP, in a namespace of a machine, with a host behind it in another.</summary>
/// <param name="number">1 or 2: of the namespaces.</param>
public abstract class VmGateway(Guest guest, int number)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public string Namespace => $"gw{number}";

    /// <summary>The namespace of the host behind it.</summary>
    public string Host => $"host{number}";

    public string Address => $"192.0.2.{2 * number}";

    public string AddressV6 => $"2001:db8:2::{2 * number}";

    protected Guest Guest => guest;

    /// <summary>Starts it if it does not run yet; from here on it serves what is said.</summary>
    public abstract void Serve(GatewaySettings settings);

    /// <summary>Begins the rekeying of the Child SA, and does not wait for its end.</summary>
    public abstract void RekeyChild();

    /// <summary>Begins the rekeying of the IKE SA, and does not wait for its end.</summary>
    public abstract void RekeyIke();

    /// <summary>Deletes all SAs.</summary>
    public abstract void CloseAll();

    /// <summary>What it tells of its SAs.</summary>
    public abstract string Sas();

    /// <summary>The end of its log.</summary>
    public abstract string Log();

    /// <summary>Runs a command in its namespace.</summary>
    /// <returns>Standard output.</returns>
    public string Check(string command) => guest.Check($"exec ip netns exec {Namespace} {command}");

    /// <summary>The SPIs of the ESP states in the gateway's kernel, both directions, as 0x and 8 hexadecimal digits.</summary>
    public IReadOnlyList<string> States() => XfrmList.Spis(Check("ip xfrm state"));

    public void WaitForNoState() =>
        Wait.Until("the gateway's kernel has no state left", () => States().Count == 0, Patience);
}
