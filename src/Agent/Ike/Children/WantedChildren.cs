using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Children;

/// <summary>
/// The Child SAs that the session should have: those of the settings, single pairs of their selectors where the gateway takes
/// no more (SINGLE_PAIR_REQUIRED), and the gateway's own subnets. Each that is missing is asked for, again and again.
/// </summary>
public sealed class WantedChildren
{
    private const int Maximum = 64;

    private readonly SessionCore _core;
    private readonly List<WantedChild> _wanted;

    public WantedChildren(SessionCore core, IEnumerable<ChildSettings> settings)
    {
        _core = core;
        _wanted = [.. settings.Select(s => new WantedChild(s))];
    }

    public IReadOnlyList<ChildSettings> Settings => [.. _wanted.Select(w => w.Settings)];

    public Instant NextDeadline
    {
        get
        {
            WantedChild[] missing = _wanted.Where(w => !w.IsAskedFor && !_core.Children.Has(w.Settings));
            return missing.Aggregate(Instant.Never, (earliest, w) => Instant.Earliest(earliest, w.NextTry));
        }
    }

    /// <summary>
    /// What each was granted last, kept while it is missing, so that its traffic does not go out in clear; and whatever else stands.
    /// </summary>
    public IEnumerable<ChildSa> Granted() => _wanted
        .Where(w => w.LastGrant is not null).Select(w => w.LastGrant!)
        .Concat(_core.Children.All.Where(c => c.IsInUse))
        .Distinct();

    public void HandleTimeout(Instant now)
    {
        foreach (WantedChild wanted in _wanted)
        {
            if (wanted.IsAskedFor || now < wanted.NextTry || _core.Children.Has(wanted.Settings))
                continue;
            wanted.IsAskedFor = true;
            _core.Sas.Current.Enqueue(new ChildCreateTask(_core, wanted.Settings));
        }
    }

    public void NoteInstalled(ChildSa child, Instant now)
    {
        if (Find(child.Settings) is { } wanted)
            wanted.Stand(child, now);
    }

    /// <summary>The request that asked for it is over, whatever came of it.</summary>
    public void NoteAnswered(ChildSettings settings)
    {
        if (Find(settings) is { } wanted)
            wanted.IsAskedFor = false;
    }

    /// <summary>One that stood is gone; it is asked for again, at once the first time.</summary>
    public void NoteLost(ChildSettings settings, Instant now)
    {
        if (Find(settings) is { } wanted)
            wanted.Wait(now, isLoss: true, _core.Context.RandomFraction());
    }

    /// <summary>The gateway refused one.</summary>
    public void NoteRefused(ChildSettings settings, IkeFault fault, NotifyType? notify, Instant now)
    {
        if (Find(settings) is not { } wanted)
            return;
        wanted.IsAskedFor = false;
        if (notify == NotifyType.SinglePairRequired && TrySplit(wanted))
            return;
        wanted.Wait(now, isLoss: false, _core.Context.RandomFraction());
        _core.Context.Emit(new ChildFailed(settings.Name, fault, wanted.NextTry));
    }

    /// <summary>
    /// Subnets that the gateway names (INTERNAL_IP4_SUBNET, INTERNAL_IP6_SUBNET) and that nothing wanted covers: a Child SA of
    /// their own each (RFC 7296 section 3.15.2).
    /// </summary>
    public void Add(IReadOnlyList<IpPrefix> subnets)
    {
        foreach (TrafficSelector subnet in subnets.Select(TrafficSelector.FromPrefix))
        {
            ChildSettings first = _wanted[0].Settings;
            List<TrafficSelector> local = [.. first.Local.Where(l => l.Family == subnet.Family)];
            bool isCovered = _wanted.Exists(w => w.Settings.Remote.Any(r => r.Contains(subnet)));
            if (!isCovered && local.Count > 0 && _wanted.Count < Maximum)
                _wanted.Add(new WantedChild(first with { Name = $"{first.Name}-{subnet}", Local = local, Remote = [subnet] }));
        }
    }

    private WantedChild? Find(ChildSettings settings) => _wanted.Find(w => w.Settings.Name == settings.Name);

    /// <summary>One Child SA for each pair of a local and a remote selector (RFC 7296 section 2.9).</summary>
    private bool TrySplit(WantedChild wanted)
    {
        ChildSettings whole = wanted.Settings;
        IReadOnlyList<ChildSettings> pairs = whole.Pairs();
        if (pairs.Count < 2 || _wanted.Count + pairs.Count > Maximum)
            return false;
        _core.Context.Note(NoteLevel.Info, $"the gateway takes one pair of selectors a Child SA: {whole.Name} becomes {pairs.Count}");
        _wanted.Remove(wanted);
        _wanted.AddRange(pairs.Select(p => new WantedChild(p)));
        return true;
    }
}
