namespace Holdfast.Host.Net;

/// <summary>Where the packets of a connection leave the machine's routing for its Child SAs.</summary>
public enum TunnelKind
{
    /// <summary>Nothing is set up.</summary>
    None,

    /// <summary>A TUN device: the agent carries the packets.</summary>
    Tun,

    /// <summary>An xfrm interface: the kernel carries what is routed into it.</summary>
    XfrmInterface,

    /// <summary>The kernel carries what its policies match, on its way to a <see cref="DeadEnd"/>.</summary>
    Policy,
}
