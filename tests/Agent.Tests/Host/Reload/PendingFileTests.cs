using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Reload;
using Holdfast.Platform;
using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Reload;

public sealed class PendingFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly StringWriter _log = new();

    public PendingFileTests() => File.WriteAllText(Config, "before");

    private string Config => Path.Combine(_folder, "agent.json");

    private string State => Path.Combine(_folder, "state");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_applied_is_in_place_and_can_be_put_back()
    {
        PendingFile file = Begin(BootId.Read(), BootClock.Now(), TimeSpan.FromMinutes(2));
        Assert.Equal("after", File.ReadAllText(Config));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Config));
        Assert.All(Directory.GetFiles(State), one => Assert.Equal(OwnerOnly, File.GetUnixFileMode(one)));

        file.PutBack(file.Read()!);
        Assert.Equal("before", File.ReadAllText(Config));
        Assert.Empty(Directory.GetFiles(State));
        Assert.Null(file.Read());
    }

    [Fact]
    public void What_is_confirmed_stays_and_nothing_of_the_one_before_does()
    {
        PendingFile file = Begin(BootId.Read(), BootClock.Now(), TimeSpan.FromMinutes(2));
        file.Forget();

        Assert.Equal("after", File.ReadAllText(Config));
        Assert.Empty(Directory.GetFiles(State));
    }

    [Fact]
    public void A_configuration_that_can_not_be_written_leaves_nothing_that_waits()
    {
        PendingFile file = new(State);
        PendingApply pending = new("boot", default, 0, TimeSpan.FromMinutes(2), Path.Combine(_folder, "none", "agent.json"));

        Assert.Throws<LinuxException>(() => file.Begin(pending, "before"u8, "after"u8));
        Assert.Empty(Directory.GetFiles(State));
    }

    [Fact]
    public void A_start_within_the_time_goes_on_with_it()
    {
        Begin(BootId.Read(), BootClock.Now(), TimeSpan.FromHours(1));

        Assert.Null(TakeBack());
        Assert.Equal("after", File.ReadAllText(Config));
        Assert.NotNull(new PendingFile(State).Read());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_start_behind_the_time_or_where_nobody_knows_takes_it_back(bool isSameBoot)
    {
        Begin(isSameBoot ? BootId.Read() : "another", isSameBoot ? 0 : BootClock.Now(), TimeSpan.FromMilliseconds(1));

        Assert.EndsWith("was not confirmed in time; the configuration before is back", TakeBack(), StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(Config));
        Assert.Null(TakeBack());
    }

    [Fact]
    public void One_that_can_not_be_put_back_is_kept_and_told_of()
    {
        Begin("another", BootClock.Now(), TimeSpan.FromMinutes(2));
        File.Delete(Path.Combine(State, "previous"));

        Assert.Null(TakeBack());
        Assert.StartsWith("error: ", _log.ToString(), StringComparison.Ordinal);
        Assert.NotNull(new PendingFile(State).Read());
    }

    [Fact]
    public void Files_that_a_configuration_names_are_sought_where_it_is_to_be()
    {
        string place = Path.Combine(_folder, "etc", "agent.json"), other = Path.Combine(_folder, "new.json");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.WriteAllText(other, """{ "gateway": "gw", "identity": "site", "secretFile": "psk" }""");
        File.WriteAllText(Path.Combine(_folder, "etc", "psk"), "correct horse");
        File.SetUnixFileMode(Path.Combine(_folder, "etc", "psk"), OwnerOnly);
        Assert.True(OwnerFile.TryRead(other, 1000, out byte[] content, out FileState state, out _));

        Assert.True(LoadedConfig.TryLoad(other, place, content, state, out LoadedConfig? loaded, out _));
        Assert.Equal(Path.Combine(_folder, "etc", "psk"), loaded.Config.Connections[0].SecretFile);
        loaded.Dispose();
        Assert.False(LoadedConfig.TryLoad(other, other, content, state, out _, out IReadOnlyList<ConfigError> errors));
        Assert.Contains(Path.Combine(_folder, "psk"), Reloader.TextOf(errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Errors_are_told_but_not_without_end()
    {
        ConfigError[] many = [.. Enumerable.Range(0, 500).Select(i => new ConfigError("/f", $"k{i}", "is wrong"))];

        string[] lines = Reloader.TextOf(many).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((21, "and 480 more; holdfast check says all"), (lines.Length, lines[^1]));
        Assert.Equal($"{many[0]}\n", Reloader.TextOf(many[..1]));
    }

    private PendingFile Begin(string bootId, long begun, TimeSpan within)
    {
        PendingFile file = new(State);
        file.Begin(new PendingApply(bootId, new Instant(begun), 0, within, Config), "before"u8, "after"u8);
        return file;
    }

    private string? TakeBack() => Trial.TakeBackBeforeStart(State, new Log(LogLevel.Info, _log));
}
