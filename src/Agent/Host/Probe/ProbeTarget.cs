using Holdfast.Host.Loop;
using Holdfast.Ike.Actions;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Probe;

/// <summary>
/// One address that is probed, with the socket to it. What is sent has the inner address as its source and goes to the tunnel's
/// device, or where there is none to where policies take it; it is sent only while the tunnel has the target.
/// </summary>
public sealed class ProbeTarget(EventLoop loop, IpAddress address, ushort identifier, byte[] data, Action<ushort> answered) : IDisposable
{
    private const byte Icmp = 1, IcmpV6 = 58;

    /// <summary>Replies taken before others have their turn.</summary>
    private const int Burst = 16;

    private IcmpSocket? _socket;
    private IpAddress _source;

    public IpAddress Address => address;

    /// <summary>The tunnel leads to it, and gave this host an address of its family.</summary>
    public bool IsIn(TunnelConfiguration tunnel) => TryFindSource(tunnel, out _) && tunnel.Remote.Any(Takes);

    /// <summary>Sends one echo request. Null: it is on its way, or lost as packets are; else why it can't be sent.</summary>
    public string? Send(TunnelConfiguration tunnel, string device, ushort sequence)
    {
        try
        {
            if (!IsIn(tunnel) || !TryFindSource(tunnel, out IpAddress source))
                return null;
            if (source != _source)
                Dispose();
            _socket ??= Open(source, device);
            if (_socket.TrySend(identifier, sequence, data).Status == IoStatus.Failed)
                Dispose(); // such as ENODEV, after the device was made anew
            return null;
        }
        catch (LinuxException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>Closes the socket; the next request has another.</summary>
    public void Dispose()
    {
        if (_socket is null)
            return;
        loop.Remove(_socket.Fd);
        _socket.Dispose();
        _socket = null;
    }

    private bool TryFindSource(TunnelConfiguration tunnel, out IpAddress source)
    {
        foreach (IpAddress own in tunnel.Addresses)
        {
            source = own;
            if (own.Family == address.Family)
                return true;
        }

        source = default;
        return false;
    }

    private bool Takes(TrafficSelector selector) =>
        selector.Family == address.Family && selector.Start <= address && address <= selector.End
        && (selector.IpProtocol == 0 || selector.IpProtocol == (address.IsIPv6 ? IcmpV6 : Icmp));

    private IcmpSocket Open(IpAddress source, string device)
    {
        IcmpSocket socket = IcmpSocket.Open(source.ToIPAddress(), address.ToIPAddress(), device.Length == 0 ? null : device);
        _source = source;
        loop.Add(socket.Fd, PollEvents.Readable, _ => Receive(socket));
        return socket;
    }

    private void Receive(IcmpSocket socket)
    {
        for (int i = 0; i < Burst; i++)
        {
            IoResult result = socket.TryReceive(identifier, data, out ushort sequence);
            if (result.Status == IoStatus.WouldBlock)
                break;
            if (result.IsDone)
                answered(sequence);
        }
    }
}
