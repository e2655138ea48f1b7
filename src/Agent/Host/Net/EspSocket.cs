using Holdfast.Platform;

namespace Holdfast.Host.Net;

/// <summary>A socket that ESP shares with IKE, and that another thread reads.</summary>
/// <param name="mailArrived">Is called on the thread of the protocol when there is something in <see cref="Mail"/>.</param>
public abstract class EspSocket(Action mailArrived)
{
    public abstract int Fd { get; }

    /// <summary>What is not ESP.</summary>
    public DatagramMail Mail { get; } = new();

    public Action MailArrived { get; } = mailArrived;

    /// <summary>There will be nothing more to read; for the thread that reads, or with its gate held.</summary>
    public virtual bool IsBroken => false;

    /// <summary>See <see cref="UdpSocket.TrySendSegments"/>.</summary>
    public abstract IoResult TrySendSegments(ReadOnlySpan<byte> datagrams, int segmentSize, byte trafficClass, in Endpoint destination);

    /// <summary>False: the rest of something that counts as sent still waits until the socket is writable.</summary>
    public virtual bool TryFlush() => true;

    /// <summary>Bytes that the network has not taken yet.</summary>
    public abstract int QueuedBytes();

    public virtual void SetReceiveOffload(bool on)
    {
    }
}

/// <summary>A UDP socket for NAT traversal.</summary>
/// <param name="socket">It stays the giver's.</param>
/// <param name="mailArrived">As the base's.</param>
public sealed class NatSocket(UdpSocket socket, Action mailArrived) : EspSocket(mailArrived)
{
    public UdpSocket Socket { get; } = socket;

    public override int Fd => Socket.Fd;

    public override IoResult TrySendSegments(ReadOnlySpan<byte> datagrams, int segmentSize, byte trafficClass, in Endpoint destination) =>
        Socket.TrySendSegments(datagrams, segmentSize, trafficClass, destination);

    public override int QueuedBytes() => Socket.QueuedBytes();

    public override void SetReceiveOffload(bool on) => Socket.SetReceiveOffload(on);
}
