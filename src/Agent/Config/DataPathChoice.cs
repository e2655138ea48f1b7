namespace Holdfast.Config;

/// <summary>Who carries the packets of a connection.</summary>
public enum DataPathChoice
{
    /// <summary>The kernel where it can all that is configured, else the agent.</summary>
    Auto,
    Kernel,
    Userspace,
}

/// <summary>Whether IKE and ESP go by TCP (RFC 9329).</summary>
public enum TcpChoice
{
    /// <summary>Where UDP fails, and as long as it does.</summary>
    Auto,
    Force,
    Off,
}

/// <summary>How packets come to the kernel's IPsec.</summary>
public enum XfrmChoice
{
    /// <summary>By an xfrm interface where the kernel has them, else by policies.</summary>
    Auto,

    /// <summary>By routes into an xfrm interface.</summary>
    Interface,

    /// <summary>By policies alone.</summary>
    Policy,
}

/// <summary>What network hardware is to do for the kernel's IPsec.</summary>
public enum OffloadChoice
{
    Off,

    /// <summary>What it can.</summary>
    Auto,
    Crypto,
    Packet,
}
