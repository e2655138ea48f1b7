using System.Runtime.InteropServices;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Polling;

public sealed class SignalSourceTests : IDisposable
{
    private readonly SignalSource _source = new();
    private readonly Poller _poller = new();
    private readonly Ready[] _ready = new Ready[1];

    public SignalSourceTests() => _poller.Add(_source.Fd, PollEvents.Readable, 1);

    [Fact]
    public void A_signal_of_the_kernel_becomes_readable_and_does_not_end_the_process()
    {
        Assert.False(_source.TryRead(out _));
        Assert.Equal(0, kill(getpid(), SIGHUP)); // the others would end the test runner

        Assert.Equal(1, _poller.Wait(_ready));
        Assert.True(_source.TryRead(out PosixSignal signal));
        Assert.Equal(PosixSignal.SIGHUP, signal);
        Assert.Equal(0, _poller.Wait(_ready, 0));
    }

    [Fact]
    public void What_ends_the_process_comes_first_and_each_signal_once()
    {
        PosixSignal[] signals = [PosixSignal.SIGHUP, PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGINT];
        foreach (PosixSignal sent in signals)
        {
            var context = new PosixSignalContext(sent);
            _source.OnSignal(context);
            Assert.True(context.Cancel);
        }

        var read = new List<PosixSignal>();
        while (_source.TryRead(out PosixSignal signal)) read.Add(signal);
        Assert.Equal([PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP], read);
        Assert.Equal(0, _poller.Wait(_ready, 0));
    }

    [Fact]
    public void A_signal_that_comes_while_it_is_disposed_harms_nothing()
    {
        _source.Dispose();
        _source.OnSignal(new PosixSignalContext(PosixSignal.SIGHUP));

        Assert.Equal(-1, _source.Fd);
    }

    public void Dispose()
    {
        _poller.Dispose();
        _source.Dispose();
    }
}
