namespace Holdfast.Host.Net;

/// <summary>Takes all that arrives off sockets that ESP shares with IKE, on a thread of its own, where the agent carries ESP.</summary>
public interface IEspReader
{
    /// <summary>Reads this socket from now on.</summary>
    void Listen(EspSocket socket);

    /// <summary>When it returns the socket is neither read nor sent through any more.</summary>
    void Leave(EspSocket socket);
}
