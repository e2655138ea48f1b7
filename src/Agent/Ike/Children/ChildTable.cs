using Holdfast.Esp;
using Holdfast.Ike.Actions;
using Holdfast.Time;

namespace Holdfast.Ike.Children;

/// <summary>
/// The Child SAs of a session. An IKE SA's rekey leaves them untouched: they belong to whichever IKE SA is in use. Every
/// change is told to the data path from here.
/// </summary>
public sealed class ChildTable(SessionContext context)
{
    /// <summary>How long packets that were under way when a Child SA was deleted are still accepted.</summary>
    public static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Silence on a successor that the gateway made, after which it is sent through nevertheless: by then the gateway has our answer,
    /// or has given us up.
    /// </summary>
    private static readonly TimeSpan SwitchTime = TimeSpan.FromSeconds(60);

    /// <summary>Beyond so many the gateway's requests for more are refused.</summary>
    private const int Maximum = 256;

    private readonly List<ChildSa> _children = [];
    private readonly HashSet<uint> _deletedEarly = [];
    private bool _isOnOtherTransport;

    public IReadOnlyList<ChildSa> All => _children;

    public bool IsFull => _children.Count >= Maximum;

    /// <summary>The earliest time at which one of them wants something done.</summary>
    public Instant NextDeadline =>
        _children.Aggregate(Instant.Never, (earliest, child) => Instant.Earliest(earliest, child.NextDeadline));

    public ChildSa? FindInbound(uint spi) => _children.Find(c => c.InboundSpi == spi);

    /// <summary>By what the gateway calls it: the SPI that it expects packets with. Drained ones are gone for it.</summary>
    public ChildSa? FindOutbound(uint spi) => _children.Find(c => c.OutboundSpi == spi && c.State != ChildState.Draining);

    public bool Has(ChildSettings settings) => _children.Exists(c => c.IsInUse && c.Settings.Name == settings.Name);

    /// <summary>One that stands and has the very selectors of another; null: none has.</summary>
    public ChildSa? Twin(ChildSaSpec other) => _children.Find(c =>
        c.State == ChildState.Installed && c.Spec.Local.SequenceEqual(other.Local) && c.Spec.Remote.SequenceEqual(other.Remote));

    /// <summary>An inbound SPI that no Child SA of ours has.</summary>
    public uint DrawSpi()
    {
        uint spi;
        do
            spi = context.RandomEspSpi();
        while (FindInbound(spi) is not null);
        return spi;
    }

    /// <summary>
    /// Puts a new one to work. Without <paramref name="sendToo"/> the gateway has to show first that it has it as well: by
    /// a packet, or by the Delete of the one it replaces (RFC 7296 section 2.8).
    /// </summary>
    public void Install(ChildSa child, bool sendToo, ChildSa? replaced, Instant now)
    {
        ChildLifetime lifetime = child.Settings.Lifetime;
        child.RekeyAt = now + lifetime.Time.RekeyAfter(context.RandomFraction());
        child.ExpireAt = now + lifetime.Time.Time;
        child.Sends = sendToo;
        child.ActAt = sendToo ? Instant.Never : now + SwitchTime;
        _children.Add(child);
        context.Emit(new InstallChild(child.Spec, sendToo, replaced?.InboundSpi));
        if (sendToo && replaced is not null)
            replaced.Sends = false;
        context.Note(NoteLevel.Debug, $"Child SA {child.Settings.Name}: {child.Spec.Summary}");
    }

    /// <summary>Each that is sent through is to be rekeyed now, unless that is under way.</summary>
    public void Renew(Instant now)
    {
        foreach (ChildSa child in _children)
        {
            bool isAskedFor = child.RekeyAt == Instant.Never;
            if (child is { State: ChildState.Installed, Sends: true } && !isAskedFor)
                child.RekeyAt = now;
        }
    }

    /// <summary>The session has left UDP for TCP, or TCP for UDP.</summary>
    public void NoteOtherTransport() => _isOnOtherTransport = true;

    /// <summary>
    /// The gateway knows of the move. Where that was to another transport they are renewed: gateways are known that move a Child SA's
    /// addresses and ports and leave its packets in what they were in before, UDP or TCP (libreswan to version 5.4 at least).
    /// </summary>
    public void HandleMoved(Instant now)
    {
        if (_isOnOtherTransport)
            Renew(now);
        _isOnOtherTransport = false;
    }

    public void SendThrough(ChildSa child)
    {
        child.ActAt = Instant.Never;
        if (child.Sends || child.State is ChildState.Deleting or ChildState.Draining)
            return;
        child.Sends = true;
        context.Emit(new SendThrough(child.InboundSpi));
        StopPredecessors(child);
    }

    public void StopSending(ChildSa child)
    {
        if (!child.Sends)
            return;
        child.Sends = false;
        context.Emit(new StopSending(child.InboundSpi));
    }

    /// <summary>Deleted on both sides: sends no more, and goes when what is under way had time to arrive.</summary>
    public void Drain(ChildSa child, Instant now)
    {
        StopSending(child);
        child.State = ChildState.Draining;
        child.ActAt = now + DrainTime;
    }

    /// <summary>
    /// The gateway deletes what we do not have. If an exchange of ours is under way that makes a Child SA, it may be that one, its
    /// Delete overtaking the answer.
    /// </summary>
    public void NoteDeletedEarly(uint outboundSpi)
    {
        if (_deletedEarly.Count < Maximum)
            _deletedEarly.Add(outboundSpi);
    }

    public bool IsDeletedEarly(uint outboundSpi) => _deletedEarly.Contains(outboundSpi);

    /// <summary>The exchange is over.</summary>
    public void ForgetDeletedEarly() => _deletedEarly.Clear();

    public void Remove(ChildSa child)
    {
        if (_children.Remove(child))
            context.Emit(new RemoveChild(child.InboundSpi));
    }

    public void RemoveAll()
    {
        foreach (ChildSa child in _children.ToArray())
            Remove(child);
    }

    /// <summary>The data path stops the one before by itself, but not the one before that.</summary>
    private void StopPredecessors(ChildSa child)
    {
        foreach (ChildSa before in _children.Where(c => c.PeerSuccessor == child).ToList())
        {
            StopSending(before);
            StopPredecessors(before);
        }
    }
}
