using System.Text;
using Holdfast.Platform;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed unsafe class ServiceNotifyTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Descriptor _manager = new(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));

    [Fact]
    public void A_manager_at_a_path_hears_each_state() => Hears(_directory["notify"]);

    [Fact]
    public void A_manager_at_an_abstract_name_hears_each_state() => Hears($"@{_directory["notify"]}");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_manager_nothing_is_sent(string? address) =>
        Assert.False(new ServiceNotify(address).Ready("up"));

    [Fact]
    public void A_manager_that_is_gone_is_no_failure() =>
        Assert.False(new ServiceNotify(_directory["gone"]).Stopping());

    [Fact]
    public void The_address_is_taken_from_the_environment()
    {
        Listen(_directory["notify"]);
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", _directory["notify"]);
        ServiceNotify notify = ServiceNotify.FromEnvironment();
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);

        Assert.True(notify.Stopping());
    }

    [Theory]
    [InlineData("notify")]
    [InlineData("vsock:2:1234")]
    [InlineData("/a-path-that-is-longer-than-what-a-unix-socket-takes/a-path-that-is-longer-than-what-a-unix-socket-takes/notify")]
    public void An_address_of_another_kind_is_no_manager(string address)
    {
        ServiceNotify notify = new(address, TimeSpan.FromSeconds(1));

        Assert.False(notify.HasManager);
        Assert.Null(notify.WatchdogTimeout);
        Assert.False(notify.Ready("up"));
    }

    [Fact]
    public void Each_message_goes_through_one_socket()
    {
        Listen(_directory["notify"]);
        using ServiceNotify notify = new(_directory["notify"]);
        notify.Watchdog();
        int before = Descriptors();
        const int messages = 500;
        for (int i = 0; i < messages; i++)
        {
            Assert.True(notify.Watchdog());
            Assert.Equal("WATCHDOG=1", Receive());
        }

        // Other tests open and close some at the same time.
        Assert.InRange(Descriptors(), 0, before + (messages / 2));
        Assert.Equal("WATCHDOG=1", Receive());
    }

    [Fact]
    public void Another_patience_is_said_with_a_beat()
    {
        Listen(_directory["notify"]);
        using ServiceNotify notify = new(_directory["notify"], TimeSpan.FromSeconds(30));

        Assert.True(notify.Watchdog(TimeSpan.FromMilliseconds(1500)));
        Assert.Equal("WATCHDOG=1\nWATCHDOG_USEC=1500000", Receive());
    }

    [Fact]
    public void Reloading_says_when_on_the_clock_that_the_manager_goes_by()
    {
        Listen(_directory["notify"]);
        using ServiceNotify notify = new(_directory["notify"]);
        long before = Monotonic();
        Assert.True(notify.Reloading());
        long after = Monotonic();

        string[] lines = Receive().Split('\n');
        Assert.Equal("RELOADING=1", lines[0]);
        Assert.StartsWith("MONOTONIC_USEC=", lines[1], StringComparison.Ordinal);
        Assert.InRange(long.Parse(lines[1].Split('=')[1]), before, after);
    }

    [Theory]
    [InlineData("30000000", null, 30_000.0)]
    [InlineData("30000000", "", 30_000.0)]
    [InlineData("30000000", "77", 30_000.0)]
    [InlineData("1500", "77", 1.5)]
    [InlineData("30000000", "78", null)]
    [InlineData("30000000", "x", null)]
    [InlineData(null, "77", null)]
    [InlineData("", null, null)]
    [InlineData("0", null, null)]
    [InlineData("-1", null, null)]
    [InlineData("18446744073709551615", null, null)]
    [InlineData("30s", null, null)]
    public void The_managers_watchdog_is_ours_where_it_names_this_process_or_none(string? microseconds, string? process, double? milliseconds) =>
        Assert.Equal(milliseconds, ServiceNotify.WatchdogOf(microseconds, process, ownProcess: 77)?.TotalMilliseconds);

    public void Dispose()
    {
        _manager.Dispose();
        _directory.Dispose();
    }

    private void Hears(string address)
    {
        Listen(address);
        var notify = new ServiceNotify(address);

        Assert.True(notify.Ready("connected"));
        Assert.True(notify.Status("two\nlines"));
        Assert.True(notify.Stopping());
        Assert.Equal(
            ["READY=1\nSTATUS=connected", "STATUS=two lines", "STOPPING=1"], new[] { Receive(), Receive(), Receive() });
    }

    private static int Descriptors() => Directory.GetFiles("/proc/self/fd").Length;

    private static long Monotonic()
    {
        timespec now;
        Assert.Equal(0, Platform.Interop.Clock.clock_gettime(1, &now)); // CLOCK_MONOTONIC of time.h
        return (long)now.tv_sec * 1_000_000 + now.tv_nsec / 1_000;
    }

    private void Listen(string address)
    {
        int length = UnixAddress.Write(address, out sockaddr_un own);
        LinuxException.Check(bind(_manager.Number, (sockaddr*)&own, length), "bind");
    }

    private string Receive()
    {
        var buffer = new byte[256];
        IoResult result = UnixSocket.Read(_manager.Number, buffer);
        return Encoding.UTF8.GetString(buffer, 0, result.Length);
    }
}
