namespace Holdfast.Host.Session;

public enum ConnectionState
{
    Resolving,
    Connecting,
    Connected,
    Waiting,
}
