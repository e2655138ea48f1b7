using Holdfast.Config;

namespace Holdfast.Host.Reload;

/// <summary>
/// The way from the connections that run to those of a new file. What numbers devices, tables and rules stays with a connection for as long
/// as it runs, whatever its place in the new file; a changed one goes on under the number that it has, and so does one with another name
/// at the same place. New ones take what is free.
/// </summary>
public sealed class ReloadPlan
{
    private const int MostNumbers = 32; // as many as have room between the priorities of TunnelRules

    private readonly List<ReloadStep> _steps = [];

    private ReloadPlan()
    {
    }

    /// <summary>In the order of the new file, and behind them those that go.</summary>
    public IReadOnlyList<ReloadStep> Steps => _steps;

    /// <summary>Why it takes a restart; null: it does not.</summary>
    public string? Problem { get; private set; }

    /// <param name="present">Names and numbers differ.</param>
    /// <param name="next">As the file has them.</param>
    public static ReloadPlan Make(IReadOnlyList<ConnectionConfig> present, IReadOnlyList<ConnectionConfig> next)
    {
        ReloadPlan plan = new();
        bool[] taken = new bool[MostNumbers + present.Count + next.Count];
        foreach (ConnectionConfig one in present)
            taken[one.Index] = true;
        for (int place = 0; place < next.Count; place++)
            plan._steps.Add(StepOf(next[place], place, present, next, taken));
        foreach (ConnectionConfig one in present)
        {
            if (!plan._steps.Exists(step => step.Before == one))
                plan._steps.Add(new ReloadStep(ReloadKind.Remove, one, null, -1));
        }

        plan.Problem = ProblemOf(plan._steps);
        return plan;
    }

    private static ReloadStep StepOf(
        ConnectionConfig config, int place, IReadOnlyList<ConnectionConfig> present, IReadOnlyList<ConnectionConfig> next, bool[] taken)
    {
        ConnectionConfig? before = Named(present, config.Name) ?? Successor(place, present, next);
        if (before is null)
        {
            int free = taken[place] ? Array.IndexOf(taken, false) : place;
            taken[free] = true;
            return new ReloadStep(ReloadKind.Add, null, Numbered(config, free), place);
        }

        ConnectionConfig after = Numbered(config, before.Index);
        return new ReloadStep(ConfigComparison.IsSame(before, after) ? ReloadKind.Keep : ReloadKind.Change, before, after, place);
    }

    /// <summary>The one at this place that the new file does not name any more: it has got another name.</summary>
    private static ConnectionConfig? Successor(int place, IReadOnlyList<ConnectionConfig> present, IReadOnlyList<ConnectionConfig> next)
    {
        foreach (ConnectionConfig one in present)
        {
            if (one.Index == place && Named(next, one.Name) is null)
                return one;
        }

        return null;
    }

    private static ConnectionConfig? Named(IReadOnlyList<ConnectionConfig> configs, string name)
    {
        foreach (ConnectionConfig one in configs)
        {
            if (one.Name == name)
                return one;
        }

        return null;
    }

    /// <summary>With what follows from the number where the file leaves it out.</summary>
    private static ConnectionConfig Numbered(ConnectionConfig config, int number) => config with
    {
        Index = number,
        TunName = config.TunName == DeviceOf(config.Index) ? DeviceOf(number) : config.TunName,
        RouteTable = config.RouteTable == TableOf(config.Index) ? TableOf(number) : config.RouteTable,
    };

    private static string DeviceOf(int number) => $"{ConfigDefaults.TunName}{number}";

    private static uint TableOf(int number) => ConfigDefaults.RouteTable + (uint)number;

    /// <summary>Devices and tables of those that go are taken until they are gone.</summary>
    private static string? ProblemOf(List<ReloadStep> steps)
    {
        foreach (ReloadStep one in steps)
        {
            if (one.After is { Index: >= MostNumbers })
                return "too many connections come and go at once; try again in a moment";
            foreach (ReloadStep other in steps)
            {
                if (ReferenceEquals(one, other) || one.After is not { } wanted)
                    continue;
                string? what = Clash(wanted, other.After) ?? Clash(wanted, other.Before);
                if (what is not null)
                    return $"{what} of {one.Name} is in use by {other.Before?.Name ?? other.Name}; that takes a restart, or a name that is free";
            }
        }

        return null;
    }

    private static string? Clash(ConnectionConfig wanted, ConnectionConfig? held) =>
        held is null ? null
        : wanted.TunName == held.TunName ? $"\"{ConfigKeys.TunName}\" {wanted.TunName}"
        : wanted.RouteTable == held.RouteTable ? $"\"{ConfigKeys.RouteTable}\" {wanted.RouteTable}"
        : null;
}
