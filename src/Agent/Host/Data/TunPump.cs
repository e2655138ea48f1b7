using Holdfast.Esp;
using Holdfast.Host.Loop;
using Holdfast.Platform;

namespace Holdfast.Host.Data;

/// <summary>
/// Packets between a connection's TUN device and its sessions, through their data paths: sealed and opened where they were
/// read, in one slab a direction, without a copy and without an allocation. One session at a time carries what goes out;
/// what comes in is taken from each of them.
/// </summary>
public sealed class TunPump : IDisposable
{
    /// <summary>Packets taken from the device before sockets and timers have their turn.</summary>
    private const int Burst = 64;

    private const int LargestPacket = 65_535;

    private readonly EventLoop _loop;
    private readonly TunDevice _tun;
    private readonly byte[] _slab = GC.AllocateUninitializedArray<byte>(
        EspFormat.Headroom + LargestPacket + EspFormat.Tailroom, pinned: true);

    private ITunnelEnd? _outbound;

    public TunPump(EventLoop loop, TunDevice tun) => (_loop, _tun) = (loop, tun);

    /// <summary>Sessions that have their packets carried, whether they send or only receive.</summary>
    public int Users { get; set; }

    /// <summary>ESP packets that the socket would not take.</summary>
    public long SendFailures { get; private set; }

    /// <summary>Inner packets that the device would not take.</summary>
    public long WriteFailures { get; private set; }

    /// <summary>Carries what goes out from now on; with null the device is not read.</summary>
    public void SendThrough(ITunnelEnd? outbound)
    {
        if (_outbound is null && outbound is not null)
            _loop.Add(_tun.Fd, PollEvents.Readable, _ => PumpOut());
        if (_outbound is not null && outbound is null)
            _loop.Remove(_tun.Fd);
        _outbound = outbound;
    }

    /// <summary>This one carries nothing more; another one that does is left alone.</summary>
    public void Leave(ITunnelEnd outbound)
    {
        if (_outbound == outbound)
            SendThrough(null);
    }

    /// <summary>Opens an ESP packet in place and hands the inner one to the machine; false when it was dropped.</summary>
    /// <param name="slab">The packet, with <see cref="EspFormat.TransportRoom"/> behind it.</param>
    /// <param name="length">Of the packet.</param>
    public bool PumpIn(DataPath path, Span<byte> slab, int length)
    {
        if (!path.TryAccept(slab, 0, length, _loop.Now, out SlabRange inner, out _))
            return false;
        if (!_tun.Write(inner.Of(slab)).IsDone)
            WriteFailures++;
        return true;
    }

    public void Dispose() => SendThrough(null);

    private void PumpOut()
    {
        ITunnelEnd outbound = _outbound!;
        for (int i = 0; i < Burst; i++)
        {
            IoResult read = _tun.Read(_slab.AsSpan(EspFormat.Headroom, LargestPacket));
            if (!read.IsDone)
                break;
            if (outbound.Path.TryProtect(_slab, EspFormat.Headroom, read.Length, _loop.Now, out SlabRange packet, out _)
                && !outbound.TrySendEsp(packet.Of(_slab)))
                SendFailures++;
        }

        outbound.HandleBurstEnd();
    }
}
