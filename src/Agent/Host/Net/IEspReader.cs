using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>Takes all that arrives off sockets for NAT traversal, on a thread of its own, where the agent carries ESP.</summary>
public interface IEspReader
{
    /// <summary>Reads this socket from now on.</summary>
    void Listen(NatSocket socket);

    /// <summary>When it returns the socket is neither read nor sent through any more.</summary>
    void Leave(NatSocket socket);
}

/// <summary>A socket for NAT traversal whose datagrams another thread reads.</summary>
/// <param name="socket">It stays the giver's.</param>
/// <param name="mailArrived">Is called on the thread of the protocol when there is something in <see cref="Mail"/>.</param>
public sealed class NatSocket(UdpSocket socket, Action mailArrived)
{
    public UdpSocket Socket { get; } = socket;

    /// <summary>What is not ESP.</summary>
    public DatagramMail Mail { get; } = new();

    public Action MailArrived { get; } = mailArrived;
}
