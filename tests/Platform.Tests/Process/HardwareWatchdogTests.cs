using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

/// <summary>With a pipe for a device: its ioctls say ENOTTY, as old drivers do of some, and it shows what is written.</summary>
public sealed unsafe class HardwareWatchdogTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Descriptor _reader;
    private readonly HardwareWatchdog _watchdog;

    public HardwareWatchdogTests()
    {
        int* ends = stackalloc int[2];
        LinuxException.Check(pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
        _reader = new Descriptor(ends[0]);
        _watchdog = HardwareWatchdog.Adopt(new Descriptor(ends[1]), TimeSpan.FromMilliseconds(6500));
    }

    [Fact]
    public void Each_feed_is_one_byte_that_does_not_stop_it()
    {
        _watchdog.KeepAlive();
        _watchdog.KeepAlive();

        Assert.Equal([0, 0], Written());
    }

    [Fact]
    public void An_orderly_end_writes_the_magic_letter_last_and_closes()
    {
        _watchdog.KeepAlive();
        _watchdog.Release();
        _watchdog.Dispose();

        Assert.Equal([0, (byte)'V'], Written());
        Assert.True(IsClosed());
    }

    [Fact]
    public void Closed_without_an_orderly_end_it_goes_on()
    {
        _watchdog.KeepAlive();
        _watchdog.Dispose();

        Assert.Equal([0], Written());
        Assert.True(IsClosed());
    }

    [Fact]
    public void A_driver_without_settings_keeps_the_timeout_in_whole_seconds() =>
        Assert.Equal(TimeSpan.FromSeconds(7), _watchdog.Timeout);

    [Fact]
    public void A_device_that_is_gone_is_told_when_it_is_fed_and_no_matter_at_the_end()
    {
        _reader.Dispose();

        Assert.Equal(EPIPE, Assert.Throws<LinuxException>(_watchdog.KeepAlive).Errno);
        _watchdog.Release();
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("file")]
    public void What_is_no_watchdog_is_refused_and_nothing_written_to_it(string name)
    {
        string path = name[0] == '/' ? name : _directory.File(name, "content");

        LinuxException failure = Assert.Throws<LinuxException>(() => HardwareWatchdog.Open(path, TimeSpan.FromSeconds(60)));

        Assert.Equal(ENOTTY, failure.Errno);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("no watchdog", failure.Message, StringComparison.Ordinal);
        Assert.True(name[0] == '/' || File.ReadAllText(path) == "content");
    }

    [Fact]
    public void One_that_is_not_there_is_refused() =>
        Assert.Equal(ENOENT, Assert.Throws<LinuxException>(() => HardwareWatchdog.Open(_directory["none"], TimeSpan.FromSeconds(60))).Errno);

    public void Dispose()
    {
        _watchdog.Dispose();
        _reader.Dispose();
        _directory.Dispose();
    }

    private byte[] Written()
    {
        var buffer = new byte[16];
        fixed (byte* data = buffer)
        {
            long count = read(_reader.Number, data, buffer.Length);
            return buffer[..(int)Math.Max(0, count)];
        }
    }

    private bool IsClosed()
    {
        byte one;
        return read(_reader.Number, &one, 1) == 0;
    }
}
