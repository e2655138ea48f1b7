using Holdfast.Host;
using Holdfast.Host.Update;
using Holdfast.Platform;
using Xunit;

namespace Holdfast.Tests.Host.Update;

public sealed class InstallationTests : IDisposable
{
    private const int NoSpace = 28, ReadOnly = 30; // ENOSPC, EROFS

    private const string Untouched = "0.1.0: holdfast; ";

    private readonly Site _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void A_signed_executable_takes_the_place_and_the_one_before_is_kept()
    {
        List<string> commands = [];
        Func<IReadOnlyList<string>, (int, string)> programs = _site.Programs;
        _site.Programs = command =>
        {
            commands.Add(string.Join(' ', [Path.GetFileName(command[0]), .. command.Skip(1)]));
            return programs(command);
        };
        Assert.Null(_site.Update(_site.Request with { ConfigPath = "/etc/holdfast/agent.json" }));

        const string Check = "check --config /etc/holdfast/agent.json";
        Assert.Equal([".holdfast.new self-test", ".holdfast.new version", $"holdfast {Check}", $".holdfast.new {Check}"], commands);
        Assert.Equal((Site.New, Site.Old), (_site.Present, Site.VersionOf(_site.Previous)));
        Assert.Equal(["holdfast", "holdfast.previous"], _site.Beside);
        Assert.Equal(["update.json", "update.starts.0"], _site.Kept);
        UpdateRecord record = _site.Trial.Read()!;
        Assert.Equal((Site.Old, Site.New, 300.0, _site.Binary), (record.From, record.To, record.Within.TotalSeconds, record.Binary));
        Assert.Equal(["main"], record.Connections);
        Assert.True(File.GetUnixFileMode(_site.Binary).HasFlag(UnixFileMode.OtherExecute));
    }

    [Fact]
    public void What_is_checked_is_the_copy_that_is_installed()
    {
        Assert.Null(_site.Update(before: step =>
        {
            if (step == UpdateStep.Try)
                File.WriteAllBytes(_site.At("new"), Site.Executable("6.6.6"));
        }));
        Assert.Equal(Site.New, _site.Present);
    }

    [Fact]
    public void A_file_that_is_not_the_signed_one_is_refused()
    {
        File.WriteAllBytes(_site.At("new"), Site.Executable("6.6.6"));
        Refused("is not the file that was signed");
    }

    [Fact]
    public void Another_builder_is_refused()
    {
        using Signer other = new();
        byte[] next = Site.Executable(Site.New);
        _site.Offer(next, other.Sign(next, Site.New, $"linux-{ReleaseCheck.OwnArchitecture}"));
        Refused($"is by key {other.Number}");
    }

    [Fact]
    public void Another_kind_of_machine_is_refused_by_name_and_by_content()
    {
        _site.Offer(Site.Executable(Site.New), Site.New, "linux-riscv64");
        Refused("is for riscv64, and this machine is");
        _site.Offer([.. Site.OtherHead, .. "0.2.0"u8], Site.New);
        Refused("is no executable for this machine");
        _site.Offer("#!/bin/sh\nexec /bin/true\n"u8.ToArray(), Site.New);
        Refused("is no executable for this machine");
    }

    [Fact]
    public void An_older_version_wants_to_be_asked_for()
    {
        _site.Offer(Site.Executable("0.0.9"), "0.0.9");
        Refused("older than 0.1.0; --allow-downgrade");
        Assert.Null(_site.Update(_site.Request with { AllowsDowngrade = true }));
        Assert.Equal("0.0.9", _site.Present);
    }

    [Theory]
    [InlineData("self-test", 1, "FAILED Ed25519")]
    [InlineData("self-test", -1, "")]
    [InlineData("version", 0, "holdfast 0.3.0+abc")]
    [InlineData("version", 0, "holdfast 0.2.01")]
    [InlineData("check", 2, "error: agent.json: mtu: is not known")]
    public void One_that_does_not_run_here_is_refused(string command, int code, string said)
    {
        Func<IReadOnlyList<string>, (int, string)> programs = _site.Programs;
        _site.Programs = line => line[1] == command && line[0] != _site.Binary ? (code, said) : programs(line);
        UpdateRefusal refusal = Assert.IsType<UpdateRefusal>(_site.Update(_site.Request with { ConfigPath = "/agent.json" }));
        Assert.Contains($"\"{command}", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith(said, refusal.Message, StringComparison.Ordinal);
        AssertUntouched();
    }

    [Fact]
    public void A_configuration_that_the_present_one_does_not_understand_either_is_no_reason()
    {
        Func<IReadOnlyList<string>, (int, string)> programs = _site.Programs;
        _site.Programs = line => line[1] == "check" ? (2, "error: no") : programs(line);
        Assert.Null(_site.Update(_site.Request with { ConfigPath = "/agent.json" }));
    }

    [Fact]
    public void Files_that_are_missing_are_named_with_what_to_do()
    {
        Assert.Contains("--key", Refused("", ExitCode.Usage, _site.Request with { KeyPath = _site.At("none") }), StringComparison.Ordinal);
        Assert.Contains("--binary", Refused("", ExitCode.Usage, _site.Request with { Binary = _site.At("none") }), StringComparison.Ordinal);
        File.WriteAllText(_site.At("update.pub"), "ssh-ed25519 AAAA\n");
        Refused("is no public key of signify", ExitCode.Usage);
        File.Delete(_site.At("new.sig"));
        Refused("update.pub", ExitCode.Usage);
    }

    [Fact]
    public void A_symbolic_link_is_not_replaced()
    {
        File.CreateSymbolicLink(_site.At("link"), _site.Binary);
        Refused("is a symbolic link; name the executable itself with --binary", request: _site.Request with { Binary = _site.At("link") });
    }

    [Fact]
    public void One_update_at_a_time()
    {
        Assert.Null(_site.Update());
        Assert.Contains("update 0.1.0 -> 0.2.0 is still on trial", _site.Update()!.Message, StringComparison.Ordinal);
        _site.Trial.Fail();
        Assert.Contains("is still on trial", _site.Update()!.Message, StringComparison.Ordinal);
        Assert.Equal(Site.Old, Site.VersionOf(_site.Previous));
    }

    [Theory]
    [InlineData(UpdateStep.Copy, NoSpace, "room for both")]
    [InlineData(UpdateStep.Try, NoSpace, "room for both")]
    [InlineData(UpdateStep.Record, NoSpace, "room for both")]
    [InlineData(UpdateStep.Keep, ReadOnly, "remount")]
    [InlineData(UpdateStep.Replace, ReadOnly, "remount")]
    public void A_step_that_fails_leaves_everything_as_it_was(UpdateStep at, int errno, string remedy)
    {
        UpdateRefusal refusal = _site.Update(before: step =>
        {
            if (step == at)
                throw new LinuxException("write it", errno);
        })!;

        Assert.Equal(ExitCode.Environment, refusal.Code);
        Assert.Contains(remedy, refusal.Message, StringComparison.Ordinal);
        AssertUntouched();
    }

    [Fact]
    public void A_folder_that_takes_no_file_is_said()
    {
        File.WriteAllText(_site.State, "a file, not a folder");
        UpdateRefusal refusal = _site.Update()!;
        Assert.Equal(ExitCode.Environment, refusal.Code);
        Assert.Contains(_site.State, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(Untouched, _site.Picture);
    }

    /// <summary>The power goes before each step: what is started next is whole, and a new one has its record and the way back.</summary>
    [Theory]
    [InlineData(UpdateStep.Copy)]
    [InlineData(UpdateStep.Try)]
    [InlineData(UpdateStep.Record)]
    [InlineData(UpdateStep.Keep)]
    [InlineData(UpdateStep.Replace)]
    [InlineData(null)]
    public void Whatever_step_the_power_goes_at_the_next_start_has_a_binary_and_the_next_update_works(UpdateStep? at)
    {
        if (at is null)
            Assert.Null(_site.Update());
        else
            Assert.Throws<PowerCut>(() => _site.Update(before: step => _ = step == at ? throw new PowerCut() : 0));

        _site.RunGuard();
        Assert.Equal(at is null ? Site.New : Site.Old, _site.Present);
        if (_site.Trial.Read() is null)
            Assert.DoesNotContain("holdfast.previous", _site.Beside);
        else if (at is null)
            Assert.Equal(Site.Old, Site.VersionOf(_site.Previous));

        // Started again and again without success.
        for (int start = 0; start < 4; start++)
            _site.RunGuard();
        Assert.Equal(Site.Old, _site.Present);
        _site.Trial.TakeRolledBack();
        _site.RunGuard();
        Assert.Empty(_site.Kept);
        Assert.Null(_site.Update());
        Assert.Equal((Site.New, Site.Old), (_site.Present, Site.VersionOf(_site.Previous)));
        Assert.Equal(["holdfast", "holdfast.previous"], _site.Beside);
    }

    private string Refused(string why, ExitCode code = ExitCode.Refused, UpdateRequest? request = null)
    {
        UpdateRefusal? refusal = _site.Update(request);
        Assert.NotNull(refusal);
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal(code, refusal.Code);
        AssertUntouched();
        return refusal.Message;
    }

    private void AssertUntouched()
    {
        Assert.Equal(Untouched, _site.Picture);
    }

    private sealed class PowerCut : Exception;
}
