namespace Holdfast.Platform;

/// <summary>IP_MTU_DISCOVER and IPV6_MTU_DISCOVER: who may fragment what we send.</summary>
public enum PathMtuDiscovery
{
    /// <summary>IPv4 without DF: we and every router on the path may fragment (IPv6: only we).</summary>
    Dont = 0,

    /// <summary>DF, but what exceeds the known path MTU is fragmented by us.</summary>
    Want = 1,

    /// <summary>DF always; what exceeds the known path MTU is refused with EMSGSIZE.</summary>
    Do = 2,

    /// <summary>DF always; the known path MTU is ignored.</summary>
    Probe = 3,
}

/// <summary>How to set up a UDP socket.</summary>
public sealed record UdpOptions
{
    /// <summary>
    /// SO_MARK, by which routing rules keep the socket's own packets out of the tunnel. Wants CAP_NET_ADMIN.
    /// </summary>
    public uint Mark { get; init; }

    /// <summary>
    /// Bytes; 0 keeps the kernel's value. Above net.core.rmem_max only with CAP_NET_ADMIN, else cut to that.
    /// </summary>
    public int ReceiveBuffer { get; init; }

    public int SendBuffer { get; init; }

    /// <summary>
    /// Dont by default: a tunnel packet that is too big for the path must arrive in pieces rather than vanish, because
    /// the "fragmentation needed" of an unknown router is often filtered and proves nothing when it comes.
    /// </summary>
    public PathMtuDiscovery PathMtuDiscovery { get; init; } = PathMtuDiscovery.Dont;

    /// <summary>Any free port when the wanted one is in use.</summary>
    public bool AnyPortIfInUse { get; init; }

    /// <summary>IP_RECVERR: ICMP errors come back as failed calls and through TryReadError.</summary>
    public bool ReportErrors { get; init; }
}
