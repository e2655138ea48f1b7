using Holdfast.Ike.Actions;
using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Children;

/// <summary>
/// Child SAs for single CPUs (RFC 9611), each beside one with the same selectors that is for all others. They are made when packets
/// want them, by whichever side, and are rekeyed and deleted like others; one that is gone comes back when packets want it again.
/// </summary>
public sealed class PerCpuSas(SessionCore core)
{
    /// <summary>Between two requests for the same CPU, whatever became of the first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly List<AskedCpu> _asked = [];
    private int _most = core.Settings.PerCpuSas;

    /// <summary>The data path sent through this Child SA what is another CPU's.</summary>
    public void Want(uint inboundSpi, int cpu, Instant now)
    {
        if (core.Children.FindInbound(inboundSpi) is not { IsInUse: true, Settings: { IsPerCpu: true, Cpu: < 0 } } general || cpu < 0)
            return;
        ChildSettings settings = For(general, cpu);
        if (core.Children.Has(settings) || IsFull(general))
            return;
        AskedCpu? asked = _asked.Find(a => a.Name == settings.Name);
        if (asked is { IsOut: true } || now < asked?.Until)
            return;
        if (asked is null)
            _asked.Add(asked = new AskedCpu(settings.Name));
        (asked.IsOut, asked.Until) = (true, now + Pause);
        core.Sas.Current.Enqueue(new CpuChildTask(core, settings));
    }

    /// <summary>The request is over, whatever came of it.</summary>
    public void NoteAnswered(ChildSettings settings)
    {
        if (_asked.Find(a => a.Name == settings.Name) is { } asked)
            asked.IsOut = false;
    }

    /// <summary>
    /// The gateway takes no more (TS_MAX_QUEUE, and NO_ADDITIONAL_SAS of one that does not tell them apart): what stands is enough for
    /// this session.
    /// </summary>
    public void NoteRefused(ChildSettings settings, IkeFault fault, NotifyType? notify)
    {
        bool isLimit = notify is NotifyType.TsMaxQueue or NotifyType.NoAdditionalSas;
        if (isLimit)
            _most = 0;
        core.Context.Note(
            isLimit ? NoteLevel.Info : NoteLevel.Warning,
            $"no Child SA {settings.Name} for CPU {settings.Cpu}, its packets go on through {Base(settings.Name)}: {fault.Message}");
    }

    /// <summary>Nothing depends on it: it goes, and packets may want another one.</summary>
    public void GiveUp(ChildSa child, IkeFault fault, Instant now)
    {
        core.Context.Note(NoteLevel.Info, $"Child SA {child} is not rekeyed, and ends: {fault.Message}");
        child.GiveUp(now);
        core.Sas.Current.Enqueue(new ChildDeleteTask(core, child));
    }

    /// <summary>
    /// What one that the gateway asks for is: for all CPUs where there is none yet, else for the first that has none of its own; null:
    /// that is one too many. Others than its selectors make it one like any.
    /// </summary>
    public ChildSettings? Settle(ChildSettings wanted, IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote)
    {
        if (General(wanted.Name) is not { } general)
            return wanted with { IsPerCpu = true };
        if (!general.Settings.IsPerCpu || !IsSame(general.Spec.Local, local) || !IsSame(general.Spec.Remote, remote))
            return wanted;
        for (int cpu = 0; cpu < core.Settings.PerCpuSas; cpu++)
        {
            ChildSettings one = For(general, cpu);
            if (!core.Children.Has(one) && !IsAskedFor(one.Name))
                return one;
        }

        return null;
    }

    /// <summary>Whether what was granted is like the one for all CPUs in all but its keys (RFC 9611 section 3); that one must still be there.</summary>
    public bool Belongs(ChildSa made) => General(Base(made.Settings.Name)) is { Settings.IsPerCpu: true, Spec: { } general }
        && general.Algorithm == made.Spec.Algorithm && general.ExtendedSequenceNumbers == made.Spec.ExtendedSequenceNumbers
        && IsSame(general.Local, made.Spec.Local) && IsSame(general.Remote, made.Spec.Remote);

    private static ChildSettings For(ChildSa general, int cpu) => general.Settings with
    {
        Name = $"{general.Settings.Name}#{cpu}", Cpu = cpu, Local = general.Spec.Local, Remote = general.Spec.Remote,
    };

    /// <summary>A name of the configuration has no such sign.</summary>
    private static string Base(string name) => name[..name.IndexOf('#')];

    private static bool IsSame(IReadOnlyList<TrafficSelector> one, IReadOnlyList<TrafficSelector> other) =>
        one.Count == other.Count && one.All(other.Contains);

    private ChildSa? General(string name)
    {
        foreach (ChildSa child in core.Children.All)
        {
            if (child.IsInUse && child.Settings.Cpu < 0 && child.Settings.Name == name)
                return child;
        }

        return null;
    }

    private bool IsAskedFor(string name) => _asked.Exists(a => a.IsOut && a.Name == name);

    private bool IsFull(ChildSa general)
    {
        int count = 0;
        foreach (ChildSa child in core.Children.All)
            count += child.IsInUse && child.Settings.Cpu >= 0 && Base(child.Settings.Name) == general.Settings.Name ? 1 : 0;
        foreach (AskedCpu asked in _asked)
            count += asked.IsOut && Base(asked.Name) == general.Settings.Name ? 1 : 0;
        return count >= _most || core.Children.IsFull;
    }

    private sealed class AskedCpu(string name)
    {
        public string Name => name;

        public bool IsOut { get; set; }

        public Instant Until { get; set; }
    }
}
