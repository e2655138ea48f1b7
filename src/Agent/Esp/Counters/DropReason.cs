namespace Holdfast.Esp;

/// <summary>Why a packet went no further. Each has a counter.</summary>
public enum DropReason
{
    None,

    /// <summary>In: too short for an ESP packet, or a datagram that is neither IKE, ESP nor a keepalive.</summary>
    TooShort,

    /// <summary>In: no inbound SA has this SPI.</summary>
    UnknownSpi,

    /// <summary>In: left of the replay window.</summary>
    ReplayTooOld,

    /// <summary>In: seen already.</summary>
    ReplayDuplicate,

    /// <summary>In: the ICV is wrong, or the ciphertext is not whole blocks.</summary>
    AuthenticationFailed,

    /// <summary>In: authentic, but the padding is not 1, 2, 3 and so on, or longer than the packet.</summary>
    BadPadding,

    /// <summary>In: neither IPv4 nor IPv6, or not what the inner packet is.</summary>
    BadNextHeader,

    /// <summary>In: a dummy packet, next header 59; no fault.</summary>
    Dummy,

    /// <summary>Both: no readable IP packet, or one that says it is longer than what is there.</summary>
    MalformedInner,

    /// <summary>In: source, destination, protocol or ports are not what the Child SA was negotiated for.</summary>
    SelectorMismatch,

    /// <summary>Both: the Child SA has carried all that its hard limit allows, and must be replaced.</summary>
    LimitReached,

    /// <summary>In: the slab has no room for the IPv6 header that transport mode puts back; its owner is at fault.</summary>
    NoRoom,

    /// <summary>In: marked as congested on the way, and its sender would not understand that (RFC 6040).</summary>
    CongestionLost,

    /// <summary>Out: larger than the path takes now; who sent it was told where that is possible.</summary>
    TooBig,

    /// <summary>Out: a fragment, IP options or extension headers, which transport mode does not carry.</summary>
    NotTransportable,

    /// <summary>Out: no Child SA's selectors match.</summary>
    NoChildSa,

    /// <summary>Out: the last sequence number is used up; the Child SA must be replaced.</summary>
    SequenceExhausted,

    /// <summary>Out: waited too long for a saturated uplink, so that the sender slows down (CoDel).</summary>
    QueueDelay,

    /// <summary>Out: the queue for a saturated uplink was full, and this flow had the most in it.</summary>
    QueueOverflow,

    /// <summary>Out: the kernel's virtio header asks for a kind of segments that was not offered, UFO for one.</summary>
    UnknownOffload,

    /// <summary>Out: virtio header and packet contradict each other.</summary>
    BadOffload,
}

/// <summary>Packets dropped for one reason.</summary>
public readonly record struct DropCount(DropReason Reason, long Packets);
