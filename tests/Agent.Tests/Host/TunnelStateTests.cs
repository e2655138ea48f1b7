using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Xunit;
using IpAddress = Holdfast.Wire.IpAddress;

namespace Holdfast.Tests.Host;

public sealed class TunnelStateTests
{
    private readonly StringWriter _output = new();
    private readonly FakeMachine _machine = new();
    private readonly TunnelState _state;

    public TunnelStateTests() => _state = new TunnelState(_machine, new Log(LogLevel.Warning, _output));

    [Fact]
    public void What_is_missing_comes_before_anything_goes()
    {
        Apply(Up, Route(1), Route(2));
        _machine.Steps.Clear();
        Apply(Up, Route(2), Route(3));

        Assert.Equal(["add route 3", "remove route 1"], _machine.Steps);
    }

    [Fact]
    public void All_goes_in_reverse_order_and_only_once()
    {
        Apply(Up, Route(1), Route(2));
        _machine.Steps.Clear();
        _state.Apply(TunnelPlan.Empty);
        _state.Apply(TunnelPlan.Empty);

        Assert.Equal(["remove route 2", "remove route 1", "remove up"], _machine.Steps);
    }

    [Fact]
    public void The_same_plan_again_changes_nothing()
    {
        Apply(Up, Route(1));
        _machine.Steps.Clear();
        Apply(Up, Route(1));

        Assert.Empty(_machine.Steps);
    }

    [Fact]
    public void What_may_be_gone_is_set_up_once_more()
    {
        Apply(Up, Route(1), Route(2));
        _machine.Steps.Clear();
        _state.Forget();
        Apply(Up, Route(1));
        Assert.Equal(["add up", "add route 1", "remove route 2"], _machine.Steps);

        _machine.Steps.Clear();
        Apply(Up, Route(1));
        Assert.Empty(_machine.Steps);
    }

    [Fact]
    public void An_item_in_place_of_another_with_its_key_is_not_removed_after_it()
    {
        Apply(Route(1));
        _machine.Steps.Clear();
        Apply(Route(1, source: "10.0.0.2"));
        Assert.Equal(["add route 1 from 10.0.0.2"], _machine.Steps);

        _state.Apply(TunnelPlan.Empty);
        Assert.Equal("remove route 1 from 10.0.0.2", _machine.Steps[^1]);
    }

    [Fact]
    public void A_refusal_undoes_what_the_call_added_and_keeps_what_was_there()
    {
        Apply(Up, Route(1));
        _machine.Steps.Clear();
        _machine.Refused = "route 9";

        Assert.Throws<LinuxException>(() => Apply(Route(1, source: "10.0.0.2"), Route(2), Route(9), Route(3)));
        Assert.Equal(
            ["add route 1 from 10.0.0.2", "add route 2", "remove route 2", "add route 1"], _machine.Steps);
        Assert.Equal([Up, Route(1)], _state.Items);
    }

    [Fact]
    public void What_was_there_before_us_stays()
    {
        _machine.Present = "route 1";
        Apply(Route(1), Route(2));
        _machine.Steps.Clear();
        _state.Apply(TunnelPlan.Empty);

        Assert.Equal(["remove route 2"], _machine.Steps);
    }

    [Fact]
    public void One_that_can_not_be_removed_does_not_stop_the_rest()
    {
        Apply(Up, Route(1), Route(2));
        _machine.Steps.Clear();
        _machine.Refused = "route 2";
        _state.Apply(TunnelPlan.Empty);

        Assert.Equal(["remove route 1", "remove up"], _machine.Steps);
        Assert.Contains("could not take away", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Name_servers_are_equal_by_what_they_are()
    {
        Apply(Servers());
        _machine.Steps.Clear();
        Apply(Servers());

        Assert.Empty(_machine.Steps);
    }

    private static LinkUpItem Up => new(7);

    private static NameServersItem Servers() => new([IpAddress.Parse("10.0.0.53")], ["corp.example"], HasDevice: true);

    private static RouteItem Route(int number, string? source = null) =>
        new(new RouteEntry(IpPrefix.Host(System.Net.IPAddress.Parse($"192.0.2.{number}")))
        {
            PreferredSource = source is null ? null : System.Net.IPAddress.Parse(source),
        });

    private void Apply(params PlanItem[] items) => _state.Apply(new TunnelPlan(items));

    private sealed class FakeMachine : IMachine
    {
        public List<string> Steps { get; } = [];

        public string? Refused { get; set; }

        public string? Present { get; set; }

        public bool Add(PlanItem item)
        {
            Do("add", item);
            return Name(item) != Present;
        }

        public void Remove(PlanItem item) => Do("remove", item);

        private void Do(string what, PlanItem item)
        {
            if (Name(item) == Refused) throw new LinuxException(what, 1);
            Steps.Add($"{what} {Name(item)}");
        }

        private static string Name(PlanItem item) => item switch
        {
            RouteItem { Route: var route } => $"route {route.Destination.Address.GetAddressBytes()[3]}"
                + (route.PreferredSource is null ? "" : $" from {route.PreferredSource}"),
            LinkUpItem => "up",
            _ => "name servers",
        };
    }
}
