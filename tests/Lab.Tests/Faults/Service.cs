using System.Diagnostics;
using System.Text;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Faults;

/// <summary>
/// What a service manager does with a daemon (Restart=always and RestartSec=200ms, as in holdfast.service): it starts it again so soon after
/// its end, whatever ended it. One that fed its watchdog and does not any more is killed.
/// </summary>
public sealed class Service : IDisposable
{
    private static readonly TimeSpan RestartDelay = TimeSpan.FromMilliseconds(200), Look = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly object _gate = new();
    private readonly Func<IDaemon> _start;
    private readonly Watchdog? _watchdog;
    private readonly Thread _thread;
    private readonly StringBuilder _past = new();
    private IDaemon? _daemon;
    private volatile bool _isStopping;

    /// <param name="start">Starts the daemon; may fail, and is called again then.</param>
    public Service(Func<IDaemon> start, Watchdog? watchdog = null)
    {
        (_start, _watchdog) = (start, watchdog);
        _daemon = start();
        _thread = new Thread(Watch) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Of the process that runs; 0 while none does.</summary>
    public int ProcessId => WithProcess(process => process.Id);

    public string Transcript
    {
        get
        {
            lock (_gate)
                return $"{_past}{_daemon?.Process.Transcript()}";
        }
    }

    public void Signal(int signal) => WithProcess(process =>
    {
        process.Signal(signal);
        return 0;
    });

    public void Kill() => WithProcess(process =>
    {
        process.Kill();
        return 0;
    });

    /// <summary>SIGTERM, and no other start.</summary>
    public void Stop()
    {
        _isStopping = true;
        _thread.Join();
        if (_daemon is null)
            return;
        _daemon.Process.Signal(BackgroundProcess.Continue);
        _daemon.Process.Signal(BackgroundProcess.Terminate);
        _daemon.Process.WaitForExit(Patience);
    }

    public void Dispose()
    {
        try
        {
            Stop();
        }
        catch (LabException)
        {
            // It hangs; what follows ends it for certain.
        }
        Forget();
        _watchdog?.Dispose();
    }

    private int WithProcess(Func<BackgroundProcess, int> act)
    {
        lock (_gate)
            return _daemon is { } daemon ? act(daemon.Process) : 0;
    }

    private void Watch()
    {
        long endedAt = 0;
        while (!_isStopping)
        {
            if (_daemon is null)
                StartAgain(endedAt);
            else if (_daemon.Process.HasExited)
                Note(ref endedAt);
            else if (_watchdog?.IsExpired == true)
                Kill();
            Thread.Sleep(Look);
        }
    }

    private void Note(ref long endedAt)
    {
        endedAt = Stopwatch.GetTimestamp();
        Forget();
    }

    private void StartAgain(long endedAt)
    {
        if (Stopwatch.GetElapsedTime(endedAt) < RestartDelay)
            return;
        _watchdog?.Reset();
        try
        {
            var daemon = _start();
            lock (_gate)
                _daemon = daemon;
        }
        catch (LabException failure)
        {
            lock (_gate)
                _past.AppendLine($"-- not started: {failure.Message}");
        }
    }

    private void Forget()
    {
        lock (_gate)
        {
            if (_daemon is not { } ended)
                return;
            _past.AppendLine(ended.Process.Transcript()).AppendLine("-- ended");
            _daemon = null;
            ended.Dispose();
        }
    }
}
