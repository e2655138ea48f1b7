using System.Net.Sockets;
using System.Text;
using Holdfast.Host.Session;
using Holdfast.Supervision;
using Holdfast.Host.Watch;
using Holdfast.Platform;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Watch;

public sealed class ServiceStateTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-test-");
    private readonly Socket _manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
    private readonly ServiceNotify _notify;
    private readonly ServiceState _state;
    private Instant _now = new(1_000_000_000_000);
    private ConnectionView _view = new("main", "gw.example.org", Phase.Resolving, null);

    public ServiceStateTests()
    {
        string path = Path.Combine(_directory.FullName, "notify");
        _manager.Bind(new UnixDomainSocketEndPoint(path));
        _notify = new ServiceNotify(path);
        _state = new ServiceState(_notify, () => 1, Look);
    }

    public void Dispose()
    {
        _notify.Dispose();
        _manager.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public void It_is_ready_with_the_first_tick_whether_or_not_a_session_stands()
    {
        Tick();
        Assert.Equal(["READY=1\nSTATUS=looking up gw.example.org"], Heard());
        Assert.Equal(Instant.Never, _state.NextDeadline);
    }

    [Theory]
    [InlineData(Phase.Connecting, null, "connecting to gw.example.org")]
    [InlineData(Phase.Connected, null, "connected to gw.example.org")]
    [InlineData(Phase.Waiting, "no answer", "waiting to connect to gw.example.org: no answer")]
    [InlineData(Phase.Waiting, "no\nWATCHDOG=trigger", "waiting to connect to gw.example.org: no WATCHDOG=trigger")]
    [InlineData(Phase.Down, null, "down, as asked")]
    public void Each_other_state_is_one_line(Phase state, string? problem, string line)
    {
        Tick();
        Heard();
        Become(state, problem);
        Pass(TimeSpan.FromMinutes(1));
        Assert.Equal([$"STATUS={line}"], Heard());
    }

    [Fact]
    public void Many_changes_are_one_line_a_second_and_the_last_one_counts()
    {
        Tick();
        Heard();
        for (int i = 0; i < 100; i++)
        {
            Become(i % 2 == 0 ? Phase.Connecting : Phase.Waiting, $"attempt {i}");
            Pass(TimeSpan.FromMilliseconds(50));
        }

        Become(Phase.Connected, null);
        Pass(TimeSpan.FromSeconds(1));
        string[] heard = Heard();
        Assert.InRange(heard.Length, 5, 6);
        Assert.Equal("STATUS=connected to gw.example.org", heard[^1]);
    }

    [Fact]
    public void What_says_the_same_is_not_said_again()
    {
        Become(Phase.Waiting, "no answer");
        Tick();
        Heard();
        Become(Phase.Waiting, new string("no answer".ToCharArray()));
        Pass(TimeSpan.FromSeconds(5));
        Assert.Empty(Heard());
        Assert.Equal(Instant.Never, _state.NextDeadline);
    }

    [Fact]
    public void A_manager_that_did_not_take_it_is_told_again()
    {
        string path = Path.Combine(_directory.FullName, "late");
        using ServiceNotify notify = new(path);
        ServiceState state = new(notify, () => 1, Look);
        state.HandleTimeout(_now);
        Assert.Equal(_now + TimeSpan.FromSeconds(1), state.NextDeadline);

        using Socket manager = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { Blocking = false };
        manager.Bind(new UnixDomainSocketEndPoint(path));
        state.HandleTimeout(_now + TimeSpan.FromSeconds(1));
        Assert.Equal(["READY=1\nSTATUS=looking up gw.example.org"], Heard(manager));
    }

    [Fact]
    public void Without_a_manager_it_never_wakes_the_loop()
    {
        Assert.Equal(Instant.Never, new ServiceState(new ServiceNotify(null), () => 1, Look).NextDeadline);
    }

    [Fact]
    public void Several_connections_are_told_by_name()
    {
        ConnectionView[] views = [_view with { Name = "a" }, new("b", "192.0.2.1", Phase.Connected, null)];
        new ServiceState(_notify, () => 2, places => views.CopyTo(places, 0)).HandleTimeout(_now);
        Assert.Equal(["READY=1\nSTATUS=a: looking up gw.example.org; b: connected to 192.0.2.1"], Heard());
    }

    [Fact]
    public void Reloading_ends_with_being_ready_again()
    {
        Tick();
        Heard();
        _state.Reloading();
        Assert.StartsWith("RELOADING=1\nMONOTONIC_USEC=", Assert.Single(Heard()), StringComparison.Ordinal);
        Assert.Equal(Instant.Never, _state.NextDeadline);
        _state.Reloaded();
        Tick();
        Assert.Equal(["READY=1\nSTATUS=looking up gw.example.org"], Heard());
    }

    [Fact]
    public void Stopping_is_said_once_and_is_the_last_word()
    {
        Tick();
        Heard();
        _state.Stopping();
        _state.Stopping();
        Become(Phase.Down, null);
        Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(["STOPPING=1", "STATUS=disconnecting"], Heard());
    }

    [Fact]
    public void A_connection_that_comes_is_told_of()
    {
        List<ConnectionView> views = [_view with { Name = "a" }];
        ServiceState state = new(_notify, () => views.Count, places => views.CopyTo(places));
        state.HandleTimeout(_now);
        views.Add(new("b", "192.0.2.1", Phase.Connected, null));
        Assert.True(state.NextDeadline < Instant.Never);
        Heard();

        state.HandleTimeout(_now + TimeSpan.FromSeconds(1));
        Assert.Equal(["STATUS=a: looking up gw.example.org; b: connected to 192.0.2.1"], Heard());
    }

    private void Look(ConnectionView[] places) => places[0] = _view;

    private void Become(Phase state, string? problem) => _view = _view with { State = state, Problem = problem };

    private void Tick()
    {
        if (_state.NextDeadline <= _now)
            _state.HandleTimeout(_now);
    }

    /// <summary>As the loop does: it asks for the deadline after each tick.</summary>
    private void Pass(TimeSpan time)
    {
        Instant end = _now + time;
        while (_state.NextDeadline <= end)
        {
            _now = _state.NextDeadline > _now ? _state.NextDeadline : _now;
            _state.HandleTimeout(_now);
        }

        _now = end;
    }

    private string[] Heard() => Heard(_manager);

    private static string[] Heard(Socket manager)
    {
        List<string> messages = [];
        byte[] buffer = new byte[4096];
        while (manager.Available > 0)
            messages.Add(Encoding.UTF8.GetString(buffer, 0, manager.Receive(buffer)));
        return [.. messages];
    }
}
