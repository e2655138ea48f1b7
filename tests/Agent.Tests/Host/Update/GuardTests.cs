using Holdfast.Host.Update;
using Xunit;

namespace Holdfast.Tests.Host.Update;

/// <summary>The script that the service manager runs before each start.</summary>
public sealed class GuardTests : IDisposable
{
    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Without_an_update_it_does_nothing()
    {
        _site.RunGuard();
        Assert.Equal((Site.Old, 0), (_site.Present, _site.Kept.Length));
        Directory.CreateDirectory(_site.State);
        File.WriteAllText(Path.Combine(_site.State, "history"), "kept");
        _site.RunGuard();
        Assert.Equal($"{Site.Old}: holdfast; history", _site.Picture);
    }

    [Fact]
    public void Three_starts_are_allowed_and_the_fourth_is_of_the_binary_before()
    {
        Assert.Null(_site.Update());
        for (int start = 1; start <= TrialFolder.MostStarts; start++)
        {
            _site.RunGuard();
            Assert.Equal(Site.New, _site.Present);
            Assert.Equal(["update.json", $"update.starts.{start}"], _site.Kept);
        }

        _site.RunGuard();
        Assert.Equal($"{Site.Old}: holdfast; update.rolled-back", _site.Picture);
        Assert.Equal(Site.New, _site.Trial.TakeRolledBack()!.To);
    }

    [Fact]
    public void One_that_is_marked_as_failed_goes_at_once_and_only_once()
    {
        Assert.Null(_site.Update());
        _site.RunGuard();
        _site.Trial.Fail();
        _site.RunGuard();
        Assert.Equal((Site.Old, "update.rolled-back"), (_site.Present, string.Join(' ', _site.Kept)));
        _site.RunGuard();
        Assert.Equal((Site.Old, "update.rolled-back"), (_site.Present, string.Join(' ', _site.Kept)));
    }

    [Fact]
    public void What_the_agent_may_not_remove_after_a_success_the_guard_removes()
    {
        Assert.Null(_site.Update());
        _site.Trial.Forget();
        _site.RunGuard();
        Assert.Equal($"{Site.New}: holdfast; ", _site.Picture);
    }

    [Fact]
    public void What_an_update_that_was_cut_short_has_left_goes_but_not_during_a_trial()
    {
        string[] left = [Path.Combine(_site.Bin, ".holdfast.new"), Path.Combine(_site.Bin, ".holdfast.link")];
        Assert.Null(_site.Update());
        Array.ForEach(left, path => File.WriteAllText(path, "half"));
        _site.RunGuard();
        Assert.Equal([".holdfast.link", ".holdfast.new", "holdfast", "holdfast.previous"], _site.Beside);
        _site.Trial.Forget();
        _site.RunGuard();
        Assert.Equal($"{Site.New}: holdfast; ", _site.Picture);
    }

    [Fact]
    public void Without_the_binary_before_the_present_one_stays_and_the_end_is_told()
    {
        Assert.Null(_site.Update());
        File.WriteAllText(_site.Previous, "");
        _site.Trial.Fail();
        _site.RunGuard();
        Assert.Equal((Site.New, "update.rolled-back"), (_site.Present, string.Join(' ', _site.Kept)));
    }

    [Fact]
    public void The_power_may_go_between_its_steps()
    {
        Assert.Null(_site.Update());
        _site.Trial.Fail();
        File.Move(_site.Previous, _site.Binary, overwrite: true);
        _site.RunGuard();
        Assert.Equal((Site.Old, "update.rolled-back"), (_site.Present, string.Join(' ', _site.Kept)));
    }

    [Fact]
    public void A_count_that_is_lost_begins_again()
    {
        Assert.Null(_site.Update());
        File.Delete(Path.Combine(_site.State, "update.starts.0"));
        _site.RunGuard();
        Assert.Equal(["update.json", "update.starts.1"], _site.Kept);
    }

    [Fact]
    public void It_keeps_nobody_from_starting()
    {
        string script = Path.Combine(_site.Bin, "..", "none", "state");
        Assert.Equal(0, _site.RunGuard(script, Path.Combine(script, "holdfast")));
        Assert.Null(_site.Update());
        _site.Trial.Fail();
        File.Delete(_site.Binary);
        Directory.CreateDirectory(Path.Combine(_site.Binary, "in the way"));
        Assert.Equal(0, _site.RunGuard(_site.State, _site.Binary));
    }
}
