using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Names;

/// <summary>
/// Runs programs beside the event loop: it starts one, and looks from time to time whether it is over. A program that hangs costs
/// the tunnel nothing.
/// </summary>
/// <param name="loop">Null: there is none, and every program is waited for.</param>
public sealed class CommandRunner(EventLoop? loop) : ICommandRunner, ITimed
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan MostBetweenLooks = TimeSpan.FromMilliseconds(50);

    private Running? _running;
    private TimeSpan _pause;
    private bool _isFinishing;

    public Instant NextDeadline { get; private set; } = Instant.Never;

    public void Start(NameCommand command, Action<string?> done)
    {
        if (loop is null || _isFinishing)
        {
            done(Run(command));
            return;
        }

        try
        {
            _running = new Running(ChildProcess.Start(command.Line, command.Input), command, done, loop.Now + command.Limit);
        }
        catch (LinuxException failure)
        {
            done(failure.Message);
            return;
        }

        (_pause, NextDeadline) = (FirstLook, loop.Now + FirstLook);
        loop.Add(this);
    }

    public string? Run(NameCommand command)
    {
        try
        {
            using ChildProcess child = ChildProcess.Start(command.Line, command.Input);
            return Await(child, command);
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }

    public void HandleTimeout(Instant now)
    {
        if (_running is not { } running)
            return;
        bool isOver = running.Child.TryEnd(out int code);
        if (isOver || now >= running.Deadline)
        {
            End(running, isOver ? Problem(running.Child, running.Command, code) : Hung(running.Command));
            return;
        }

        _pause = _pause + _pause < MostBetweenLooks ? _pause + _pause : MostBetweenLooks;
        NextDeadline = now + _pause;
    }

    public void Finish()
    {
        _isFinishing = true;
        if (_running is { } running)
            End(running, Await(running.Child, running.Command));
    }

    private void End(Running running, string? problem)
    {
        (_running, NextDeadline) = (null, Instant.Never);
        loop!.Remove(this);
        running.Child.Dispose();
        running.Done(problem);
    }

    private static string? Await(ChildProcess child, NameCommand command) =>
        child.TryEndWithin(command.Limit, out int code) ? Problem(child, command, code) : Hung(command);

    private static string Hung(NameCommand command) => $"{command}: did not end within {command.Limit.TotalSeconds:F0} s";

    private static string? Problem(ChildProcess child, NameCommand command, int code)
    {
        if (code == 0)
            return null;
        string complaint = child.Complaint;
        return $"{command}: {(complaint.Length > 0 ? complaint : code < 0 ? "ended by a signal" : $"ended with code {code}")}";
    }

    private sealed record Running(ChildProcess Child, NameCommand Command, Action<string?> Done, Instant Deadline);
}
