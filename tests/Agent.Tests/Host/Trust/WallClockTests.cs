using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Trust;
using Xunit;

namespace Holdfast.Tests.Host.Trust;

public sealed class WallClockTests : IDisposable
{
    private static readonly DateTimeOffset Build = new(2026, 1, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly StringWriter _log = new();
    private DateTimeOffset _system = DateTimeOffset.UnixEpoch.AddHours(5);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_board_without_a_battery_lives_at_least_at_its_build()
    {
        WallClock clock = Start();

        Assert.True(clock.IsUnset);
        Assert.Equal(Build, clock.Now);
        clock.Keep();
        Assert.False(Directory.Exists(Path.Combine(_folder, "state")));
    }

    [Fact]
    public void The_newest_time_survives_a_restart()
    {
        _system = Build.AddDays(100);
        Start().Keep();
        _system = DateTimeOffset.UnixEpoch;
        WallClock clock = Start();

        Assert.True(clock.IsUnset);
        Assert.Equal(Build.AddDays(100), clock.Now);

        _system = Build.AddDays(101);
        Assert.False(clock.IsUnset);
        Assert.Equal(_system, clock.Now);
    }

    [Fact]
    public void It_is_written_once_a_day()
    {
        _system = Build.AddDays(1);
        WallClock clock = Start();
        clock.Keep();
        File.Delete(Path.Combine(_folder, "state", "clock"));
        _system = _system.AddHours(23);
        clock.Keep();
        Assert.False(File.Exists(Path.Combine(_folder, "state", "clock")));
        _system = _system.AddHours(1);
        clock.Keep();
        Assert.True(File.Exists(Path.Combine(_folder, "state", "clock")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("99999999999999999999")]
    [InlineData("99999999999")]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    public void What_the_disk_made_of_it_does_no_harm(string content)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        File.WriteAllText(Path.Combine(_folder, "state", "clock"), content);

        Assert.Equal(Build, Start().Now);
    }

    [Fact]
    public void A_folder_that_takes_nothing_is_told_of_once()
    {
        string folder = Path.Combine(_folder, "none", "state");
        WallClock clock = new(new StateFolder(folder, new Log(LogLevel.Info, _log)), () => _system, Build);
        for (int day = 2; day < 5; day++)
        {
            _system = Build.AddDays(day);
            clock.Keep();
        }

        Assert.Single(_log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_program_knows_when_it_was_built() => Assert.InRange(
        WallClock.Build, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), DateTimeOffset.UtcNow.AddDays(1));

    private WallClock Start() =>
        new(new StateFolder(Path.Combine(_folder, "state"), new Log(LogLevel.Info, _log)), () => _system, Build);
}
