using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace Holdfast.Lab.Tools;

/// <summary>A running program whose lines are collected and can be waited for. Dispose kills it.</summary>
public sealed partial class BackgroundProcess : IDisposable
{
    public const int Interrupt = 2, Terminate = 15, Continue = 18, Pause = 19;

    private static readonly TimeSpan PatienceAfterKill = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly object _gate = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];
    private int _openStreams = 2;

    private BackgroundProcess(IReadOnlyList<string> command, IReadOnlyDictionary<string, string>? environment)
    {
        CommandLine = string.Join(' ', command);
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Collect(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Collect(_errors, line.Data);
    }

    public string CommandLine { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyList<string> Output => Snapshot(_output);

    /// <summary>Lines of standard error so far.</summary>
    public IReadOnlyList<string> Errors => Snapshot(_errors);

    /// <param name="input">Written to standard input, which is closed then.</param>
    public static BackgroundProcess Start(
        IReadOnlyList<string> command,
        IReadOnlyDictionary<string, string>? environment = null,
        string input = "")
    {
        var started = new BackgroundProcess(command, environment);
        try
        {
            started._process.Start();
        }
        catch (Win32Exception error)
        {
            throw new LabException($"{command[0]}: {error.Message}");
        }
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        started.Feed(input);
        return started;
    }

    /// <summary>The first line of either stream that matches.</summary>
    /// <exception cref="LabException">It ended, or the time was up, before such a line came.</exception>
    public string WaitForLine(Regex pattern, TimeSpan timeout)
    {
        var deadline = Stopwatch.GetTimestamp() + (long)(timeout.TotalSeconds * Stopwatch.Frequency);
        lock (_gate)
        {
            while (true)
            {
                if (_errors.Concat(_output).FirstOrDefault(line => pattern.IsMatch(line)) is { } found)
                    return found;
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), deadline);
                if (_openStreams == 0 || left <= TimeSpan.Zero)
                    throw new LabException($"no line matched /{pattern}/ {Why(timeout)}:\n{Transcript()}");
                Monitor.Wait(_gate, left);
            }
        }
    }

    /// <summary>Waits for the end of the program and of both its streams.</summary>
    /// <returns>The exit code; 128 + signal when a signal ended it.</returns>
    public int WaitForExit(TimeSpan timeout)
    {
        if (!_process.WaitForExit(timeout))
            throw new LabException($"still running after {timeout.TotalSeconds} s: {CommandLine}\n{Transcript()}");
        lock (_gate)
        {
            while (_openStreams > 0 && Monitor.Wait(_gate, PatienceAfterKill)) { }
        }
        return _process.ExitCode;
    }

    public void Signal(int signal)
    {
        if (!_process.HasExited)
            _ = SendSignal(_process.Id, signal);
    }

    /// <summary>
    /// Before others, where that is allowed: what is measured is not to wait for the measuring, or for other work of the
    /// machine's. To be called before the program has threads.
    /// </summary>
    public void GoFirst()
    {
        try
        {
            _process.PriorityClass = ProcessPriorityClass.High;
        }
        catch (Exception error) when (error is Win32Exception or InvalidOperationException)
        {
            // Not allowed, or it has ended already.
        }
    }

    /// <summary>SIGKILL, and waits until the kernel has removed it.</summary>
    public void Kill()
    {
        if (!_process.HasExited)
            _process.Kill();
        WaitForExit(PatienceAfterKill);
    }

    public string Transcript()
    {
        lock (_gate)
            return string.Join('\n', _errors.Concat(_output));
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private void Feed(string input)
    {
        try
        {
            _process.StandardInput.Write(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code and lines say why.
        }
    }

    private void Collect(List<string> lines, string? line)
    {
        lock (_gate)
        {
            if (line is null)
                _openStreams--;
            else
                lines.Add(line);
            Monitor.PulseAll(_gate);
        }
    }

    private string[] Snapshot(List<string> lines)
    {
        lock (_gate)
            return [.. lines];
    }

    private string Why(TimeSpan timeout) =>
        _openStreams == 0 ? $"before the end of {CommandLine}" : $"in {timeout.TotalSeconds} s of {CommandLine}";

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
