using Holdfast.Config;
using Holdfast.Host.Reload;
using Holdfast.Tests.Config;
using Xunit;

namespace Holdfast.Tests.Host.Reload;

public sealed class ReloadPlanTests
{
    [Fact]
    public void The_same_file_again_leaves_all_as_it_is()
    {
        ReloadPlan plan = ReloadPlan.Make(Of("a", "b"), Of("a", "b"));

        Assert.Equal(["a: unchanged", "b: unchanged"], Texts(plan));
        Assert.Null(plan.Problem);
    }

    [Fact]
    public void In_another_order_each_keeps_its_number_and_a_new_one_takes_what_is_free()
    {
        ReloadPlan plan = ReloadPlan.Make(Of("a", "b"), Of("c", "b", "a"));

        Assert.Equal(["c: new, it connects", "b: unchanged", "a: unchanged"], Texts(plan));
        Assert.Equal([2, 1, 0], plan.Steps.Select(step => step.After!.Index));
        Assert.Equal(["hf2", "hf1", "hf0"], plan.Steps.Select(step => step.After!.TunName));
        Assert.Equal([18504u, 18503u, 18502u], plan.Steps.Select(step => step.After!.RouteTable));
        Assert.Equal([0, 1, 2], plan.Steps.Select(step => step.Place));
    }

    [Fact]
    public void One_that_goes_leaves_the_others_where_they_are_and_its_number_is_free_when_it_is_gone()
    {
        ReloadPlan gone = ReloadPlan.Make(Of("a", "b"), Of("b"));
        Assert.Equal(["b: unchanged", "a: removed"], Texts(gone));

        ConnectionConfig left = gone.Steps[0].After!;
        Assert.Equal((1, "hf1"), (left.Index, left.TunName));
        Assert.Equal([1, 0], ReloadPlan.Make([left], Of("b", "c")).Steps.Select(step => step.After!.Index));
    }

    [Fact]
    public void What_changes_keeps_its_number()
    {
        ReloadPlan plan = ReloadPlan.Make(Of("a", "b"), Of("b, \"mtu\": 1300", "a"));

        Assert.Equal(["b: changed, it connects anew", "a: unchanged"], Texts(plan));
        Assert.Equal((1, 1300), (plan.Steps[0].After!.Index, plan.Steps[0].After!.Mtu));
    }

    [Fact]
    public void Another_name_at_the_same_place_takes_over_so_that_nothing_is_let_go_between()
    {
        ReloadPlan plan = ReloadPlan.Make(Of("a", "b"), Of("office", "b"));

        Assert.Equal(["office: takes the place of a", "b: unchanged"], Texts(plan));
        Assert.Equal("hf0", plan.Steps[0].After!.TunName);
    }

    [Fact]
    public void What_the_file_names_itself_stays()
    {
        ReloadPlan plan = ReloadPlan.Make(Of("a"), Of("b, \"tunName\": \"vpn\", \"routeTable\": 77", "a"));

        Assert.Equal(("vpn", 77u, 1), (plan.Steps[0].After!.TunName, plan.Steps[0].After!.RouteTable, plan.Steps[0].After!.Index));
    }

    [Fact]
    public void A_device_or_table_that_another_one_has_takes_a_restart()
    {
        Assert.Equal(
            "\"tunName\" hf1 of c is in use by b; that takes a restart, or a name that is free",
            ReloadPlan.Make(Of("a", "b"), Of("a", "b, \"tunName\": \"x\"", "c, \"tunName\": \"hf1\", \"routeTable\": 9")).Problem);
        Assert.StartsWith("\"routeTable\" 18502 of b", ReloadPlan.Make(Of("a"), Of("a, \"routeTable\": 5", "b, \"routeTable\": 18502")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_end_where_the_rules_have_no_room()
    {
        ConnectionConfig[] many = [.. Enumerable.Range(0, 32).Select(i => Of($"n{i}")[0] with { Index = i, TunName = $"t{i}", RouteTable = (uint)i + 1 })];

        Assert.StartsWith("too many", ReloadPlan.Make(many, Of("n1", "new", "newer")).Problem, StringComparison.Ordinal);
    }

    private static string[] Texts(ReloadPlan plan) => [.. plan.Steps.Select(step => step.Text)];

    /// <param name="connections">The name of each, and more of it.</param>
    private static ConnectionConfig[] Of(params string[] connections)
    {
        IEnumerable<string> all = connections.Select(text => text.Split(',', 2)).Select(parts => $"{{ \"name\": \"{parts[0]}\"{(parts.Length > 1 ? "," + parts[1] : "")} }}");
        return [.. ConfigFile.Accepted(ConfigFile.With($"\"connections\": [{string.Join(", ", all)}]")).Connections];
    }
}
