using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Tests.Config;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class KillSwitchTests : IDisposable
{
    private static readonly ConnectionConfig Configuration = ConfigFile.Connection(ConfigFile.With(
        "\"remoteSubnets\": [\"0.0.0.0/0\", \"10.20.0.0/16\", \"fd00:20::/64\"]"));

    private static readonly TunnelRules Rules = TunnelRules.Of(Configuration);

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly StringWriter _output = new();
    private readonly StubbornMachine _machine = new();

    [Fact]
    public void It_is_in_the_journal_before_anything_is_on_the_machine()
    {
        _machine.RefusedStep = 1;

        Assert.Throws<LinuxException>(() => Make().Close());
        Assert.Empty(_machine.Items);
        Assert.True(KernelJournal.Open(_folder).Has(KernelEntry.Routes(18502)));
    }

    /// <summary>A table that is not in the journal is a stranger's after a crash: what stands in it would stay, and block for good.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_table_that_it_uses_is_in_the_journal(bool isByReload)
    {
        KillSwitch one = isByReload ? Make(Configuration with { KillSwitch = false }) : Make();
        one.Close();
        if (isByReload)
            one.Change(Configuration, isDown: false);

        KernelJournal journal = KernelJournal.Open(_folder);
        uint[] tables = [.. one.Items.Select(item => item switch
        {
            RouteItem route => route.Route.Table,
            RuleItem rule => rule.Rule.Table,
            _ => 0u,
        }).Where(table => table is not 0 and not RouteEntry.MainTable).Distinct()];
        Assert.Equal(2, tables.Length);
        Assert.All(tables, table => Assert.True(journal.Has(KernelEntry.Routes(table)), $"{table}"));
    }

    [Fact]
    public void What_can_not_be_recorded_is_not_done()
    {
        Directory.CreateDirectory(Path.Combine(_folder, KernelJournal.FileName));

        Assert.Throws<LinuxException>(() => Make().Close());
        Assert.Empty(_machine.Items);
    }

    [Fact]
    public void A_refusal_at_any_step_leaves_the_machine_as_it_was()
    {
        int steps = Rules.Guard().Count();
        for (int step = 1; step <= steps; step++)
        {
            _machine.Start(refusedStep: step);
            KillSwitch one = Make();

            Assert.Throws<LinuxException>(one.Close);
            Assert.Empty(_machine.Items);
            Assert.False(one.IsClosed);
        }

        Assert.True(steps > 8);
    }

    [Fact]
    public void A_refusal_at_any_step_takes_nothing_away_that_an_earlier_run_left_closed()
    {
        List<PlanItem> half = [.. Rules.Guard().Where((_, i) => i % 2 == 0)];
        for (int step = 1; step <= Rules.Guard().Count(); step++)
        {
            _machine.Start(refusedStep: step, half);

            Assert.Throws<LinuxException>(Make().Close);
            Assert.Equal(half, _machine.Items);
        }
    }

    [Fact]
    public void What_an_earlier_run_left_is_taken_over_without_a_gap_and_goes_when_it_is_opened()
    {
        _machine.Start(0, [.. Rules.Guard()]);
        KillSwitch one = Make();
        one.Close();
        Assert.DoesNotContain(_machine.Steps, step => step.StartsWith("remove", StringComparison.Ordinal));

        one.Open();
        Assert.Empty(_machine.Items);
    }

    [Fact]
    public void What_somebody_took_away_is_set_up_again_when_the_network_changes()
    {
        KillSwitch one = Make();
        one.Close();
        PlanItem stolen = _machine.Items[2];
        _machine.Remove(stolen);
        one.Recheck();
        Assert.Contains(stolen, _machine.Items);

        _machine.Start(refusedStep: 1, [.. _machine.Items]);
        one.Recheck();
        Assert.Contains("may have a gap", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(Rules.Guard().Count(), _machine.Items.Count);
    }

    [Fact]
    public void Without_one_nothing_is_done()
    {
        new KillSwitch(Configuration with { KillSwitch = false }, _machine, KernelJournal.Open(_folder), Log()).Close();

        Assert.Empty(_machine.Steps);
        Assert.Empty(KernelJournal.Open(_folder).Entries);
    }

    [Fact]
    public void Another_configuration_is_in_force_before_anything_of_the_one_before_is_let_go()
    {
        ConnectionConfig other = Other("\"10.21.0.0/16\"");
        KillSwitch one = Make();
        one.Close();
        _machine.Steps.Clear();
        one.Change(other, isDown: false);

        int lastAdd = _machine.Steps.FindLastIndex(step => step.StartsWith("add", StringComparison.Ordinal));
        int firstRemove = _machine.Steps.FindIndex(step => step.StartsWith("remove", StringComparison.Ordinal));
        Assert.InRange(lastAdd, 0, firstRemove - 1);
        Assert.Equal(TunnelRules.Of(other).Guard().ToHashSet(), _machine.Items.ToHashSet());
        Assert.Same(other, one.Config);
    }

    [Fact]
    public void A_refusal_of_another_configuration_leaves_the_one_before_in_force()
    {
        ConnectionConfig other = Other("\"10.21.0.0/16\"");
        KillSwitch one = Make();
        one.Close();
        PlanItem[] before = [.. _machine.Items];
        _machine.Start(refusedStep: 1, before);

        Assert.Throws<LinuxException>(() => one.Change(other, isDown: false));
        Assert.Equal(before, _machine.Items);
        Assert.Same(Configuration, one.Config);
        one.Open();
        Assert.Empty(_machine.Items);
    }

    [Fact]
    public void Without_one_in_the_other_configuration_it_is_let_go_only_when_the_one_before_has_ended()
    {
        KillSwitch one = Make();
        one.Close();
        one.Change(Configuration with { KillSwitch = false }, isDown: false);
        Assert.Equal(Rules.Guard().Count(), _machine.Items.Count);

        one.Settle(isDown: false);
        Assert.Empty(_machine.Items);
        Assert.False(one.IsClosed);
    }

    [Fact]
    public void What_the_one_before_takes_along_that_has_none_is_set_up_again()
    {
        KillSwitch one = Make(Configuration with { KillSwitch = false });
        one.Close();
        one.Change(Configuration, isDown: false);
        Assert.True(one.IsClosed);

        _machine.Items.RemoveAll(item => item is RuleItem);
        one.Settle(isDown: false);
        Assert.Equal(Rules.Guard().ToHashSet(), _machine.Items.ToHashSet());
    }

    [Fact]
    public void A_connection_that_is_down_as_asked_blocks_nothing_by_another_configuration_either()
    {
        KillSwitch one = Make();
        one.Close();
        one.Open();
        one.Change(Other("\"10.21.0.0/16\""), isDown: true);
        one.Settle(isDown: true);
        Assert.Empty(_machine.Items);

        one.Close();
        Assert.Equal(TunnelRules.Of(one.Config).Guard().ToHashSet(), _machine.Items.ToHashSet());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ConnectionConfig Other(string networks) => ConfigFile.Connection(ConfigFile.With($"\"killSwitch\": true, \"remoteSubnets\": [{networks}]"));

    private Log Log() => new(LogLevel.Warning, _output);

    private KillSwitch Make() => Make(Configuration);

    private KillSwitch Make(ConnectionConfig config) => new(config, _machine, KernelJournal.Open(_folder), Log());

    /// <summary>Has what it was given, and refuses one step.</summary>
    private sealed class StubbornMachine : IMachine
    {
        private int _adds;

        public int RefusedStep { get; set; }

        public List<PlanItem> Items { get; private set; } = [];

        public List<string> Steps { get; } = [];

        public void Start(int refusedStep, IEnumerable<PlanItem>? items = null)
        {
            (RefusedStep, _adds, Items) = (refusedStep, 0, [.. items ?? []]);
            Steps.Clear();
        }

        public bool Add(PlanItem item)
        {
            if (++_adds == RefusedStep) throw new LinuxException($"add {item}", 1);
            Steps.Add($"add {item}");
            if (Items.Contains(item)) return false;
            Items.Add(item);
            return true;
        }

        public void Remove(PlanItem item)
        {
            Steps.Add($"remove {item}");
            Assert.True(Items.Remove(item));
        }
    }
}
