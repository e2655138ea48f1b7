namespace Holdfast.Platform;

/// <summary>What the machine leaves undone in packets that are read from a TUN device, and takes undone in those written.</summary>
[Flags]
public enum TunOffloads
{
    None = 0,

    /// <summary>Checksums, and TCP segments in one packet of up to 64 KiB (TUN_F_CSUM, TUN_F_TSO4, TUN_F_TSO6).</summary>
    Tcp = 1,

    /// <summary>UDP datagrams of one size in one packet too (TUN_F_USO4, TUN_F_USO6; Linux 6.2).</summary>
    Udp = 2,
}
