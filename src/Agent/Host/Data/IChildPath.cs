using Holdfast.Esp;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// The Child SAs of one session at work, whoever carries their packets: the agent itself, or the kernel. The control plane asks
/// the same of both. What the machine refuses is a LinuxException; the call that throws it has changed nothing.
/// </summary>
public interface IChildPath : IDisposable
{
    /// <summary>The Child SAs, the oldest first. Their keys are the path's.</summary>
    IEnumerable<ChildSaSpec> Specs { get; }

    Instant NextDeadline { get; }

    void HandleTimeout(Instant now);

    /// <summary>
    /// Puts a Child SA to work and takes over its keys. While it does not send, its predecessors go on (RFC 7296 section 2.8).
    /// </summary>
    /// <param name="replaces">Inbound SPI of the Child SA that it follows in a rekey.</param>
    void Install(ChildSaSpec spec, bool sendToo, uint? replaces);

    /// <summary>What goes out goes through this Child SA from now on, and no longer through those that it follows.</summary>
    void SendThrough(uint inboundSpi);

    /// <summary>Sends nothing more through it, but again through one that it follows, where there is one.</summary>
    void StopSending(uint inboundSpi);

    /// <summary>Takes it out of work in both directions and wipes its keys.</summary>
    void Remove(uint inboundSpi);

    /// <summary>Whether this session is the one of its connection that carries what goes out.</summary>
    void Carry(bool carries);

    /// <summary>The owner's <see cref="IPathOwner.Ends"/> are others.</summary>
    void Move();

    /// <summary>Tells the owner of traffic that went by without it.</summary>
    void Look();

    /// <summary>The next Child SA that has come to a limit, or is gone; each is told once.</summary>
    bool TryTakeExpiry(out ChildExpiry expiry);

    /// <summary>The Child SAs, the oldest first, with what they carried.</summary>
    IReadOnlyList<ChildSaStatus> Status();

    /// <summary>Adds the packets that were dropped, by reason.</summary>
    void CountDrops(SortedDictionary<string, long> drops);
}
