using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>SIGTERM, SIGINT and SIGHUP as something to poll: none of them ends the process while this lives.</summary>
public sealed class SignalSource : IDisposable
{
    private static readonly PosixSignal[] Handled = [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];

    private readonly Lock _lock = new();
    private readonly HashSet<PosixSignal> _pending = [];
    private readonly Descriptor _descriptor = Descriptor.From(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd");
    private readonly PosixSignalRegistration[] _registrations;

    public SignalSource() =>
        _registrations = [.. Handled.Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];

    /// <summary>Readable while a signal waits.</summary>
    public int Fd => _descriptor.Number;

    /// <summary>The next signal that came, those that end the process first. The same one twice counts once.</summary>
    public bool TryRead(out PosixSignal signal)
    {
        lock (_lock)
        {
            signal = Handled.FirstOrDefault(_pending.Contains);
            if (!_pending.Remove(signal)) return false;
            if (_pending.Count == 0) Clear();
            return true;
        }
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        lock (_lock) _descriptor.Dispose();
    }

    // Runs on a thread of the run-time's own; the lock keeps it from writing to a descriptor already closed.
    internal unsafe void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_lock)
        {
            _pending.Add(context.Signal);
            ulong one = 1;
            _ = write(Fd, &one, sizeof(ulong));
        }
    }

    private unsafe void Clear()
    {
        ulong count;
        _ = read(Fd, &count, sizeof(ulong));
    }
}
