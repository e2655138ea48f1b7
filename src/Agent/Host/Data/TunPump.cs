using Holdfast.Esp;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;

namespace Holdfast.Host.Data;

/// <summary>
/// Packets between the TUN device and the carrier, through the data path: sealed and opened where they were read, in one
/// slab a direction, without a copy and without an allocation.
/// </summary>
public sealed class TunPump : IDisposable
{
    /// <summary>Packets taken from the device before sockets and timers have their turn.</summary>
    private const int Burst = 64;

    private const int LargestPacket = 65_535;

    private readonly EventLoop _loop;
    private readonly TunDevice _tun;
    private readonly DataPath _path;
    private readonly UdpCarrier _carrier;
    private readonly byte[] _slab = GC.AllocateUninitializedArray<byte>(
        EspFormat.Headroom + LargestPacket + EspFormat.Tailroom, pinned: true);

    public TunPump(EventLoop loop, TunDevice tun, DataPath path, UdpCarrier carrier)
    {
        (_loop, _tun, _path, _carrier) = (loop, tun, path, carrier);
        _loop.Add(tun.Fd, PollEvents.Readable, _ => PumpOut());
    }

    /// <summary>ESP packets that the socket would not take.</summary>
    public long SendFailures { get; private set; }

    /// <summary>Inner packets that the device would not take.</summary>
    public long WriteFailures { get; private set; }

    /// <summary>Opens an ESP packet in place and hands the inner one to the machine; false when it was dropped.</summary>
    public bool PumpIn(Span<byte> packet)
    {
        if (!_path.TryAccept(packet, 0, packet.Length, _loop.Now, out SlabRange inner, out _))
            return false;
        if (!_tun.Write(inner.Of(packet)).IsDone)
            WriteFailures++;
        return true;
    }

    public void Dispose() => _loop.Remove(_tun.Fd);

    private void PumpOut()
    {
        for (int i = 0; i < Burst; i++)
        {
            IoResult read = _tun.Read(_slab.AsSpan(EspFormat.Headroom, LargestPacket));
            if (!read.IsDone)
                return;
            if (_path.TryProtect(_slab, EspFormat.Headroom, read.Length, _loop.Now, out SlabRange packet, out _)
                && !_carrier.TrySendEsp(packet.Of(_slab)))
                SendFailures++;
        }
    }
}
