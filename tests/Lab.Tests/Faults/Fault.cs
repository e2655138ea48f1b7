using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;

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

    /// <summary>What the client has to find out by itself, as nothing tells it.</summary>
    public virtual bool IsSilent => false;

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

    public virtual void Heal(TunnelLab lab, IClient client)
    {
    }

    public virtual void Dispose()
    {
    }
}
