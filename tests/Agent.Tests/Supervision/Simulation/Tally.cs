using Holdfast.Time;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>What is counted of one site.</summary>
internal sealed class Tally(Site site)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Queue<Instant> _vain = new(); // attempts into the dead network, of an hour
    private Instant _since = site.Now;
    private Instant _pathSince = site.Now;
    private long _generation;
    private bool _hadPath = true;
    private bool _wasUsable;
    private Fault _cause = Fault.Start;
    private Fault _lastFault = Fault.Start;

    public TimeSpan Path { get; private set; }

    public TimeSpan Usable { get; private set; }

    public Dictionary<Fault, List<double>> Recoveries { get; } = [];

    /// <summary>Time without a tunnel though there was a path, by what began it.</summary>
    public Dictionary<Fault, double> Losses { get; } = [];

    public Dictionary<Fault, int> Faults { get; } = [];

    public int Attempts { get; private set; }

    public int MostVainAttempts { get; private set; }

    public double Bytes { get; set; }

    public int Restarts { get; set; }

    public void NoteFault(Fault fault)
    {
        Faults[fault] = Faults.GetValueOrDefault(fault) + 1;
        if (!_wasUsable && _cause != fault)
            _cause = Fault.Several;
        _lastFault = fault;
    }

    /// <summary>After everything that happened.</summary>
    public void Look()
    {
        bool hasPath = site.HasPath;
        bool isUsable = site.IsUsable;
        Pass();
        if (hasPath && !_hadPath)
            _pathSince = site.Now;
        if (_wasUsable && !isUsable)
        {
            _cause = _lastFault;
            _pathSince = site.Now;
        }

        if (!_wasUsable && isUsable)
            Add(Recoveries, _cause, (site.Now - _pathSince).TotalSeconds);
        if (hasPath || _generation != site.Uplink.Generation)
            _vain.Clear();
        (_hadPath, _wasUsable, _generation) = (hasPath, isUsable, site.Uplink.Generation);
    }

    public void NoteAttempt()
    {
        Attempts++;
        if (site.HasPath || !site.Uplink.IsUp)
            return;
        while (_vain.TryPeek(out Instant first) && site.Now - first >= Hour)
            _vain.Dequeue();
        _vain.Enqueue(site.Now);
        MostVainAttempts = Math.Max(MostVainAttempts, _vain.Count);
    }

    private void Pass()
    {
        TimeSpan span = site.Now - _since;
        _since = site.Now;
        if (_hadPath)
        {
            Path += span;
            if (_wasUsable)
                Usable += span;
            else
                Losses[_cause] = Losses.GetValueOrDefault(_cause) + span.TotalSeconds;
        }

        if (_wasUsable)
            Bytes += span.TotalSeconds * Sizes.Standing(site.Plan.IsActive, site.Plan.HasNat);
    }

    private static void Add(Dictionary<Fault, List<double>> lists, Fault fault, double value)
    {
        if (!lists.TryGetValue(fault, out List<double>? list))
            lists.Add(fault, list = []);
        list.Add(value);
    }
}
