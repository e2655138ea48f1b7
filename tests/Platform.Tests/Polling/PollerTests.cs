using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Polling;

public sealed class PollerTests : IDisposable
{
    private readonly Poller _poller = new();
    private readonly BootTimer _first = new();
    private readonly BootTimer _second = new();
    private readonly Ready[] _ready = new Ready[8];

    [Fact]
    public void Nothing_is_ready_at_first()
    {
        _poller.Add(_first.Fd, PollEvents.Readable, 7);

        Assert.Equal(0, _poller.Wait(_ready, 0));
    }

    [Fact]
    public void What_is_ready_comes_with_its_token()
    {
        _poller.Add(_first.Fd, PollEvents.Readable, 7);
        _poller.Add(_second.Fd, PollEvents.Readable, -8);
        _second.Arm(1);

        Assert.Equal(1, _poller.Wait(_ready));
        Assert.Equal(new Ready(-8, PollEvents.Readable), _ready[0]);
    }

    [Fact]
    public void What_is_not_dealt_with_is_reported_again()
    {
        _poller.Add(_first.Fd, PollEvents.Readable, 7);
        _first.Arm(1);

        Assert.Equal(1, _poller.Wait(_ready));
        Assert.Equal(1, _poller.Wait(_ready));
        _first.Drain();
        Assert.Equal(0, _poller.Wait(_ready, 0));
    }

    [Fact]
    public void What_does_not_fit_comes_with_the_next_call()
    {
        _poller.Add(_first.Fd, PollEvents.Readable, 1);
        _poller.Add(_second.Fd, PollEvents.Readable, 2);
        _first.Arm(1);
        _second.Arm(1);
        var tokens = new HashSet<int>();
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(1, _poller.Wait(_ready.AsSpan(0, 1)));
            tokens.Add(_ready[0].Token);
        }

        Assert.Equal([1, 2], tokens.Order());
    }

    [Fact]
    public void Interest_and_token_can_be_changed()
    {
        _poller.Add(_first.Fd, PollEvents.Readable, 7);
        _first.Arm(1);
        _poller.Modify(_first.Fd, PollEvents.None, 7);
        Assert.Equal(0, _poller.Wait(_ready, 0));

        _poller.Modify(_first.Fd, PollEvents.Readable, 9);
        Assert.Equal(1, _poller.Wait(_ready));
        Assert.Equal(9, _ready[0].Token);
    }

    [Fact]
    public void What_is_removed_is_reported_no_more()
    {
        _poller.Add(_first.Fd, PollEvents.Readable, 7);
        _first.Arm(1);
        _poller.Remove(_first.Fd);

        Assert.Equal(0, _poller.Wait(_ready, 0));
    }

    [Fact]
    public void A_limit_in_time_ends_the_wait() => Assert.Equal(0, _poller.Wait(_ready, 1));

    [Fact]
    public void Adding_twice_is_refused()
    {
        _poller.Add(_first.Fd, PollEvents.Readable, 7);

        var refusal = Assert.Throws<LinuxException>(() => _poller.Add(_first.Fd, PollEvents.Readable, 8));
        Assert.Equal(EEXIST, refusal.Errno);
    }

    [Fact]
    public void A_descriptor_is_closed_once_and_then_refused()
    {
        int number = _first.Fd;
        _first.Dispose();
        _first.Dispose();

        Assert.Equal(-1, _first.Fd);
        Assert.True(number >= 0);
        Assert.Equal(EBADF, Assert.Throws<LinuxException>(() => _first.Arm(1)).Errno);
    }

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        _poller.Dispose();
    }
}
