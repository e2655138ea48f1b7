using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Supervision;

/// <summary>
/// Learns from the packets between this host and its gateway how long the NAT between them keeps a mapping, and says when a
/// keepalive is due (RFC 3948 section 4). One for all sessions of a connection, as they share their ports.
/// </summary>
/// <param name="exact">An interval that is configured; null: it is learned.</param>
public sealed class MappingLife(TimeSpan? exact = null)
{
    /// <summary>A gateway that has something for us and sends it again and again gets through this soon after the mapping is back.</summary>
    private static readonly TimeSpan HealTime = TimeSpan.FromSeconds(1);

    /// <summary>A keepalive that is so late shows that this host stood still: packets may have waited too.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LeastQuiet = TimeSpan.FromSeconds(3);

    /// <summary>An answer that took longer tells of an outage, which changes mappings too.</summary>
    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ChangeMemory = TimeSpan.FromHours(1);

    /// <summary>By chance now and then; so often in a row, with nothing late in a gap between them, hardly ever.</summary>
    private const int MostHeals = 5;

    private const double LateInGap = 0.75;

    private LifeEstimate _estimate = new();
    private IpAddress? _local;
    private Instant _sentAt = Instant.Never; // at the earliest
    private Instant _activeAt; // at the latest
    private (Instant At, TimeSpan Gap)? _keepalive; // that ended a gap, with nothing since
    private (TimeSpan Quiet, TimeSpan Unsent) _longest; // of the gaps since the gateway last said how it sees us
    private bool _hasFailed;
    private int _heals;
    private Instant? _changedAt;
    private bool _isPortChanging;

    public TimeSpan Interval => exact ?? _estimate.Interval;

    public bool IsLearned => exact is null;

    /// <summary>When a keepalive is due; never before something was sent.</summary>
    public Instant NextDeadline => _sentAt + Interval;

    /// <summary>This address of the host is used; with another one it is another network, of which nothing is known.</summary>
    public void UsePath(IpAddress local)
    {
        if (_local is { } before && before != local)
        {
            (_estimate, _keepalive, _longest) = (new LifeEstimate(), null, default);
            (_hasFailed, _heals, _changedAt, _isPortChanging) = (false, 0, null, false);
        }

        _local = local;
    }

    /// <summary>Something left for the gateway's NAT traversal port, or the machine refused to send it.</summary>
    public void HandleSent(Instant now, bool isDone = true, bool isKeepalive = false)
    {
        if (_sentAt == now && _activeAt == now)
            return;
        _hasFailed |= !isDone;
        EndGap(now, now, isKeepalive);
        (_sentAt, _activeAt) = (now, now);
        _estimate.Advance(now);
    }

    /// <summary>
    /// An authentic packet of the gateway's arrived. After a gap without packets it proves on every NAT that the mapping
    /// outlived the gap. Packets either way end a gap: some NATs count what comes in (RFC 4787 section 4.3), so that a
    /// mapping which is kept by the gateway's packets would prove nothing about one that is not.
    /// </summary>
    public void HandleReceived(Instant now)
    {
        if (_sentAt == Instant.Never || now == _activeAt)
            return;
        TimeSpan quiet = now - _activeAt;
        _activeAt = now;
        if (now - NextDeadline > Stall)
            return;
        if (_keepalive is { } ended && now - ended.At <= HealTime)
            NoteHeal(ended.Gap, now);
        else if (now - _sentAt >= Interval * LateInGap)
            _heals = 0;
        _keepalive = null;
        _estimate.Prove(quiet, now);
    }

    /// <summary>The kernel's counters moved since the last look: as <see cref="HandleSent"/> and <see cref="HandleReceived"/>, at an unknown time between.</summary>
    public void HandleCarried(Instant since, Instant now, bool sent, bool received)
    {
        bool isUnasked = received && !sent && _sentAt != Instant.Never && since > _activeAt;
        TimeSpan quiet = isUnasked ? since - _activeAt : default;
        if (sent)
        {
            EndGap(since, now, isKeepalive: false);
            _sentAt = _sentAt == Instant.Never || since > _sentAt ? since : _sentAt;
        }

        if (sent || received)
            (_activeAt, _keepalive) = (now, null);
        if (isUnasked)
            _estimate.Prove(quiet, now);
    }

    /// <summary>
    /// The gateway said how it sees us, by a hash of address and port. Another one after a gap is a mapping that was gone. The
    /// same proves nothing at first: a NAT that preserves ports gives a new mapping the port of the old one, and the hash does not
    /// tell whether this one does. Only one that changed it twice in an hour, after gaps, is known not to.
    /// </summary>
    /// <param name="isSame">Null: there is nothing to compare with.</param>
    public void HandleSeen(bool? isSame, Instant askedAt, Instant now)
    {
        ((TimeSpan quiet, TimeSpan unsent), bool hasFailed) = (_longest, _hasFailed);
        (_longest, _hasFailed) = (default, false);
        if (isSame == true && _isPortChanging)
            _estimate.Prove(quiet, now);
        if (isSame == false && !hasFailed && now - askedAt <= Prompt && _estimate.Fail(unsent, now))
        {
            _isPortChanging |= _changedAt is { } before && now - before <= ChangeMemory;
            _changedAt = now;
        }
    }

    /// <summary>The gateway fell silent: a trial that goes on may be why.</summary>
    public void HandleLoss(Instant now) => _estimate.Retreat(now);

    /// <summary>
    /// Nothing came for a while, and right after our keepalive something does: as if it had waited for the mapping, on a NAT that
    /// gave it the same port again. One such case is chance.
    /// </summary>
    private void NoteHeal(TimeSpan gap, Instant now)
    {
        if (++_heals < MostHeals)
            return;
        _heals = 0;
        _estimate.Fail(gap, now);
    }

    /// <param name="since">When at the earliest it was ended by a packet of ours.</param>
    /// <param name="now">When at the latest.</param>
    private void EndGap(Instant since, Instant now, bool isKeepalive)
    {
        _keepalive = null;
        if (_sentAt == Instant.Never)
            return;
        TimeSpan quiet = since > _activeAt ? since - _activeAt : TimeSpan.Zero;
        TimeSpan unsent = now - _sentAt;
        _longest = (Instant.Longer(_longest.Quiet, quiet), Instant.Longer(_longest.Unsent, unsent));
        if (isKeepalive && quiet >= LeastQuiet)
            _keepalive = (now, unsent);
    }
}
