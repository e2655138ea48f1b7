using System.Net;

namespace Holdfast.Platform;

/// <summary>NUD_* of linux/neighbour.h: what the kernel knows of a neighbour's link address.</summary>
[Flags]
public enum NeighbourState : ushort
{
    /// <summary>Nobody has asked.</summary>
    None = 0,

    /// <summary>It was asked for and has not answered yet.</summary>
    Incomplete = 0x01,

    /// <summary>It answered a short while ago.</summary>
    Reachable = 0x02,

    /// <summary>It answered some time ago; nothing says that it would not now.</summary>
    Stale = 0x04,
    Delay = 0x08,

    /// <summary>It is being asked again.</summary>
    Probe = 0x10,

    /// <summary>It did not answer.</summary>
    Failed = 0x20,

    /// <summary>The link needs none, such as a point-to-point one.</summary>
    NoArp = 0x40,
    Permanent = 0x80,
}

/// <summary>A neighbour on a link, as ARP or neighbour discovery knows it.</summary>
/// <param name="Link">The interface's index.</param>
public readonly record struct NeighbourEntry(int Link, IPAddress Address, NeighbourState State);
