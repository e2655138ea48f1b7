namespace Holdfast.Host.Session;

public enum ConnectionState
{
    Resolving,
    Connecting,
    Connected,
    Waiting,

    /// <summary>As asked.</summary>
    Down,
}
