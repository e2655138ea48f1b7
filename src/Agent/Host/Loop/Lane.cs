using Holdfast.Platform;

namespace Holdfast.Host.Loop;

/// <summary>
/// A thread of its own for one direction of the packets. It sleeps until something it waits for is ready. Others change what it
/// works on while they hold its <see cref="Gate"/>, which it holds for a burst of packets at a time.
/// </summary>
public sealed class Lane : IDisposable
{
    /// <summary>Bytes of stack: what a burst needs, and little more, for locked memory is there as a whole.</summary>
    private const int StackSize = 256 << 10;

    private readonly WakeUp _wake = new();
    private readonly Action _failed;
    private readonly Thread _thread;

    /// <param name="name">Of the thread, for those who look at it.</param>
    /// <param name="failed">Is called on that thread when <see cref="Failure"/> is set; it has ended then.</param>
    public Lane(string name, Action failed)
    {
        _failed = failed;
        Loop = new EventLoop(Gate);
        Loop.Add(_wake.Fd, PollEvents.Readable, _ => _wake.Lower());
        _thread = new Thread(Run, StackSize) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public Lock Gate { get; } = new();

    /// <summary>To be used with the gate held only.</summary>
    public EventLoop Loop { get; }

    /// <summary>What ended the thread, where nothing should have.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Has it look at its deadlines again.</summary>
    public void Wake() => _wake.Raise();

    /// <summary>The thread has ended when this returns.</summary>
    public void Dispose()
    {
        lock (Gate)
            Loop.Stop();
        _wake.Raise();
        _thread.Join();
        Loop.Dispose();
        _wake.Dispose();
    }

    private void Run()
    {
        try
        {
            Loop.Run();
        }
        catch (Exception failure)
        {
            Failure = failure;
            _failed();
        }
    }
}
