using System.Text;
using Holdfast.Config;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Watch;

/// <summary>
/// A thread that ends the process when the event loop hangs, so that whoever started it starts it anew; for systems where nobody
/// else watches.
/// </summary>
public sealed class LoopMonitor : IDisposable
{
    private const int StackBytes = 128 * 1024;

    private readonly HangJudge _judge;
    private readonly Func<long> _beats;
    private readonly Action _abort;
    private readonly ManualResetEvent _end = new(false);
    private readonly Thread _thread;
    private bool _isDisposed;

    /// <param name="beats">Grows while the loop lives; asked on the monitor's thread.</param>
    /// <param name="abort">Called once, on the monitor's thread; <see cref="AbortAfter"/> in earnest.</param>
    public LoopMonitor(TimeSpan timeout, Func<long> beats, Action abort)
    {
        (_judge, _beats, _abort) = (new HangJudge(timeout), beats, abort);
        _thread = new Thread(Watch, StackBytes) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>One line on standard error, and the end. The line is made now: a process that hangs may have no memory to give.</summary>
    public static Action AbortAfter(TimeSpan timeout)
    {
        byte[] line = Encoding.UTF8.GetBytes(
            $"error: the agent has hung for {DurationText.Format(timeout)} and ends itself, to be started anew; the kill switch stays as it is\n");
        return () => StandardError.Abort(line);
    }

    /// <summary>No verdict comes after this.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _end.Set();
        _thread.Join();
        _end.Dispose();
    }

    private void Watch()
    {
        while (!_end.WaitOne((int)_judge.Interval.TotalMilliseconds))
        {
            if (!_judge.IsHang(_beats(), new Instant(BootClock.Now())))
                continue;
            _abort();
            return;
        }
    }
}
