using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// One state of a session. It holds only what is valid in it; each verb returns the state that follows, itself included.
/// </summary>
public abstract class IkeState(SessionContext context)
{
    public abstract Instant NextDeadline { get; }

    public virtual bool IsClosed => false;

    protected SessionContext Context { get; } = context;

    /// <summary>Called once, when the session has moved here.</summary>
    public abstract void Enter(Instant now);

    /// <summary>Takes one message whose header decoded; <paramref name="message"/> starts with that header.</summary>
    public abstract IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now);

    public abstract IkeState HandleTimeout(Instant now);

    /// <summary>Our side wants to end.</summary>
    public abstract IkeState Close(Instant now);

    /// <summary>What the owner found out about a claim of <see cref="Actions.CheckGateway"/>.</summary>
    public virtual IkeState HandleVerdict(long token, IkeFault? fault, Instant now) => this;

    /// <summary>The data path accepted a packet, so the gateway lives.</summary>
    public virtual void NoteInboundTraffic(uint inboundSpi, Instant now)
    {
    }

    /// <summary>The data path sent something.</summary>
    public virtual void NoteOutboundTraffic(Instant at)
    {
    }

    public virtual void HandleDataSilence(Instant now)
    {
    }

    public virtual void RenewChildren(Instant now)
    {
    }

    public virtual void HandleChildExpiry(uint inboundSpi, bool isHard, Instant now)
    {
    }

    public virtual void WantCpu(uint inboundSpi, int cpu, Instant now)
    {
    }

    public virtual void RenewTicket(Instant now)
    {
    }

    public virtual void RekeyIke(Instant now)
    {
    }

    public virtual bool TryChangePath(IkePath path, Instant now) => false;

    public virtual bool TryFollowPeer(IkePath path, Instant now) => false;

    public virtual void HandleDoubt(Instant now)
    {
    }

    public virtual void HandleReturn(Instant now)
    {
    }

    protected IkeState Ignore()
    {
        Context.Counters.Unexpected++;
        return this;
    }
}
