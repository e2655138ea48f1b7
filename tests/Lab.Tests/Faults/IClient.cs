namespace Holdfast.Lab.Faults;

/// <summary>
/// A VPN client at the site, run as a service: what ends it is followed by another start. Dispose ends it for good.
/// </summary>
public interface IClient : IDisposable
{
    string Name { get; }

    /// <summary>Of the process that runs now.</summary>
    int ProcessId { get; }

    /// <summary>By its own word.</summary>
    bool IsConnected { get; }

    /// <summary>What it and its predecessors have said.</summary>
    string Transcript { get; }

    void Start();

    /// <summary>Ends it in an orderly way; it is not started again.</summary>
    void Stop();

    void Signal(int signal);

    /// <summary>SIGKILL.</summary>
    void Kill();
}
