namespace Holdfast.Platform;

/// <summary>A network interface.</summary>
/// <param name="Index">Its number, by which the other calls name it.</param>
/// <param name="Mtu">Bytes.</param>
public readonly record struct LinkEntry(int Index, string Name, bool IsUp, int Mtu)
{
    /// <summary>ARPHRD_ETHER, ARPHRD_PPP, ARPHRD_RAWIP and ARPHRD_LOOPBACK of linux/if_arp.h.</summary>
    public const ushort Ethernet = 1, PointToPoint = 512, RawIp = 519, Loopback = 772;

    /// <summary>Packets can pass (IFF_RUNNING): it is up, has a carrier, and its operational state is up or not known.</summary>
    public bool IsRunning { get; init; }

    /// <summary>ARPHRD_* of linux/if_arp.h.</summary>
    public ushort HardwareType { get; init; }

    /// <summary>The driver, such as "tun" or "xfrm"; empty for one that was not made by a request.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Of an xfrm interface.</summary>
    public uint IfId { get; init; }
}
