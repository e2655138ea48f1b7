using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Lab.Tools;

namespace Holdfast.Vm.Machines;

/// <summary>A script at work in a machine, whose lines are collected and can be waited for. Dispose kills it.</summary>
public sealed class GuestProcess : IDisposable
{
    private static readonly TimeSpan PatienceAfterKill = TimeSpan.FromSeconds(10);
    private static int _count;

    private readonly object _gate = new();
    private readonly List<string> _output = [], _errors = [];
    private readonly Guest _guest;
    private readonly Channel _channel;
    private readonly string _script;

    private string? _failure;
    private int? _exitCode;

    internal GuestProcess(Guest guest, Channel channel, string script)
    {
        (_guest, _channel, _script) = (guest, channel, script);
        _channel.Send($"echo $$ > {IdFile}\n{script}");
        new Thread(Read) { IsBackground = true }.Start();
    }

    /// <summary>The file in the machine with its process ID.</summary>
    public string IdFile { get; } = string.Create(
        CultureInfo.InvariantCulture, $"/run/serve/{Interlocked.Increment(ref _count)}.pid");

    public bool HasExited => _exitCode is not null || _failure is not null;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_gate)
                return [.. _output];
        }
    }

    /// <summary>The first line of standard output that matches.</summary>
    /// <param name="after">How many lines are passed over.</param>
    /// <exception cref="LabException">It ended, or the time was up, before such a line came.</exception>
    public string WaitForLine(Regex pattern, TimeSpan timeout, int after = 0)
    {
        var start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (true)
            {
                if (_output.Skip(after).FirstOrDefault(line => pattern.IsMatch(line)) is { } found)
                    return found;
                var left = timeout - Stopwatch.GetElapsedTime(start);
                if (HasExited || left <= TimeSpan.Zero)
                    throw new LabException($"no line matched /{pattern}/ {Why(timeout)}\n{_script}\n{Text()}");
                Monitor.Wait(_gate, left);
            }
        }
    }

    /// <returns>The exit code, and what it printed.</returns>
    /// <exception cref="LabException">It does not end, and was killed; or the machine has gone.</exception>
    public CommandResult WaitForExit(TimeSpan timeout)
    {
        if (!HasEnded(timeout))
        {
            Kill();
            throw new LabException($"still running after {timeout.TotalSeconds} s, killed: {_script}\n{Text()}");
        }
        lock (_gate)
        {
            return _exitCode is { } code
                ? new CommandResult(_script, code, Join(_output), Join(_errors))
                : throw new LabException($"{_failure}: {_script}\n{Text()}\n-- console\n{_guest.Console()}");
        }
    }

    /// <summary>Sends a signal, by its name without SIG, to it and to all that it has started.</summary>
    public void Signal(string name)
    {
        if (!HasExited)
            _guest.Run($"kill -s {name} -- -$(cat {IdFile})");
    }

    /// <summary>SIGKILL, and waits for its end. A machine that can't even do this is switched off.</summary>
    public void Kill()
    {
        if (HasExited)
            return;
        try
        {
            Signal("KILL");
        }
        catch (LabException)
        {
            _guest.SwitchOff();
        }
        if (!HasEnded(PatienceAfterKill))
            _guest.SwitchOff();
    }

    /// <summary>Everything it has printed to standard output.</summary>
    public string Text() => Join(Output);

    public void Dispose() => Kill();

    private static string Join(IReadOnlyList<string> lines) => string.Concat(lines.Select(line => line + '\n'));

    private void Read()
    {
        try
        {
            var code = "";
            _channel.ReadPart(line => Note(() => _output.Add(line)));
            _channel.ReadPart(line => code = line);
            _channel.ReadPart(line => Note(() => _errors.Add(line)));
            _guest.GiveBack(_channel);
            Note(() => _exitCode = int.Parse(code, CultureInfo.InvariantCulture));
        }
        catch (LabException error)
        {
            Note(() => _failure = error.Message);
        }
    }

    private void Note(Action change)
    {
        lock (_gate)
        {
            change();
            Monitor.PulseAll(_gate);
        }
    }

    private bool HasEnded(TimeSpan timeout)
    {
        var start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (!HasExited)
            {
                var left = timeout - Stopwatch.GetElapsedTime(start);
                if (left <= TimeSpan.Zero || !Monitor.Wait(_gate, left))
                    return HasExited;
            }
        }
        return true;
    }

    private string Why(TimeSpan timeout) => HasExited ? $"before its end ({_failure ?? $"{_exitCode}"})" : $"in {timeout.TotalSeconds} s";
}
