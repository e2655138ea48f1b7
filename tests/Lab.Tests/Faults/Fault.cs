using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Faults;

/// <summary>
/// Something that a site suffers. The time to recover counts from the moment at which a way exists again; where it is never
/// gone, or nobody can tell when it was, from the fault itself.
/// </summary>
/// <param name="name">What a table says.</param>
/// <param name="seconds">How long it lasts; 0 is an event.</param>
public abstract class Fault(string name, double seconds = 0) : IDisposable
{
    public string Name { get; } = seconds > 0 ? $"{name}, {seconds:0} s" : name;

    public double Seconds { get; } = seconds;

    /// <summary>The way to the gateway is gone until <see cref="Heal"/>.</summary>
    public virtual bool TakesPath => false;

    /// <summary>Pauses between answers that count, in seconds.</summary>
    public virtual double Pause => 0.1;

    /// <summary>Seconds that it costs however good the client is.</summary>
    public virtual double Unavoidable => 0;

    /// <summary>The gateway does not know the client any more, and says nothing of it.</summary>
    public virtual bool ForgetsClient => false;

    /// <summary>The name or address of the gateway in the client's configuration.</summary>
    public virtual string GatewayName => Addresses.Gateway;

    public virtual GatewaySettings Gateway => new();

    /// <summary>What the network has to have for it, before anything starts.</summary>
    public virtual void Prepare(Topology topology)
    {
    }

    /// <summary>Makes the network as bad as it is to be at the fault; the tunnel stands.</summary>
    /// <returns>It is another network now.</returns>
    public virtual bool TryWorsen(TunnelLab lab) => false;

    public abstract void Apply(TunnelLab lab, IClient client);

    /// <summary>Ends it; where it took the way to the gateway, that is there again on return.</summary>
    public virtual void Heal(TunnelLab lab, IClient client)
    {
    }

    /// <summary>A link that is up again carries nothing yet: the kernel takes up to a second to see it, and to find the neighbour.</summary>
    protected static void WaitForWay(TunnelLab lab) => Wait.Until("the gateway is reached outside the tunnel", () =>
        lab.Site.Run("ping", "-n", "-c", "1", "-W", "0.1", Addresses.Gateway).ExitCode == 0, TimeSpan.FromSeconds(10));

    public virtual void Dispose()
    {
    }
}
