using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Platform;

/// <summary>
/// Hears EXPIRE, ACQUIRE, MAPPING and MIGRATE of the network namespace that it was opened in. Non-blocking; to be polled
/// for readability.
/// </summary>
public sealed class XfrmMonitor : IDisposable
{
    public int Fd => throw new NotImplementedException();

    public static XfrmMonitor Open() => throw new NotImplementedException();

    /// <summary>The next event. False: there is none yet.</summary>
    public bool TryRead([NotNullWhen(true)] out XfrmEvent? found) => throw new NotImplementedException();

    public void Dispose() => throw new NotImplementedException();
}
