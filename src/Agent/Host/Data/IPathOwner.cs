using Holdfast.Host.Net;
using Holdfast.Ike;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Data;

/// <summary>The session whose Child SAs a path carries, whichever it is.</summary>
public interface IPathOwner : IUserPathOwner, IKernelPathOwner
{
}

/// <summary>What a path of either kind tells.</summary>
public interface ITrafficOwner
{
    Instant Now { get; }

    /// <summary>The gateway's packets arrive through this Child SA.</summary>
    void NoteInbound(uint inboundSpi);

    /// <summary>Packets went out, the first that is not told yet not before this time.</summary>
    void NoteOutbound(Instant at);

    /// <summary>A burst of packets is through, or something was reported: there may be an expiry to take.</summary>
    void HandleBurstEnd();

    /// <summary>Authentic ESP of the gateway comes from another address or port than before.</summary>
    void HandleMapping(IpAddress address, ushort port);
}

/// <summary>Where the agent carries the packets.</summary>
public interface IUserPathOwner : ITrafficOwner
{
    /// <summary>What ESP goes through; another one after each move.</summary>
    EspWay EspWay { get; }

    /// <summary>ESP went through it.</summary>
    /// <param name="errno">Why the last of it could not be sent; 0 if it could.</param>
    void NoteEsp(int errno);
}

/// <summary>Where the kernel does.</summary>
public interface IKernelPathOwner : ITrafficOwner
{
    /// <summary>Addresses and ports of ESP in UDP, as this host sees them; others after each move.</summary>
    IkePath Ends { get; }

    /// <summary>It carried packets for the Child SAs since then, one way or both.</summary>
    void NoteCarried(Instant since, bool sent, bool received);

    /// <summary>Packets went through this Child SA that may be of this CPU, if it has none of its own.</summary>
    void WantCpu(uint inboundSpi, int cpu);
}
