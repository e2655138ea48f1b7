using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Lab.Faults;

/// <summary>
/// What comes from the site goes round through a TUN device of the NAT's, where this process keeps it for the time of the
/// delay. (A kernel need not have netem.) The answers come back by the straight way.
/// </summary>
public sealed partial class DelayLine : IDisposable
{
    private const string Device = "slow", Table = "77";
    private const nuint TunSetIff = 0x400454ca;
    private const short TunWithoutHeader = 0x1001, Readable = 1;
    private const int LargestPacket = 65536, PollMilliseconds = 5;

    private readonly NetworkNamespace _nat;
    private readonly TimeSpan _delay;
    private readonly FileStream _tun;
    private readonly Thread _thread;
    private readonly Queue<(long At, byte[] Packet)> _waiting = new();
    private volatile bool _isRunning = true;
    private bool _isClosed;

    public DelayLine(NetworkNamespace nat, TimeSpan delay)
    {
        (_nat, _delay) = (nat, delay);
        _tun = SocketFactory.Within(nat, OpenTun);
        _thread = new Thread(Carry) { IsBackground = true };
        try
        {
            Begin();
        }
        catch
        {
            _tun.Dispose();
            throw;
        }
        _thread.Start();
    }

    /// <summary>What comes from now on goes straight; what waits is still sent.</summary>
    public void Close()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        _nat.Nft("delete table ip slow");
    }

    public void Dispose()
    {
        _isRunning = false;
        _thread.Join();
        _tun.Dispose();
    }

    // The first time round a packet is not tracked: else the NAT would see the connection leave by another device than before,
    // and forget it. Mark and exemption are set in one step, so that no packet has only one of them.
    private void Begin()
    {
        _nat.Ip($"""
            link set {Device} addrgenmode none up
            route add default dev {Device} table {Table}
            rule add fwmark {Table} lookup {Table}
            """);
        _nat.Sysctl($"net/ipv4/conf/all/rp_filter=0", $"net/ipv4/conf/{Device}/rp_filter=0");
        _nat.Nft($$"""
            add rule ip filter forwarding iif "{{Device}}" accept
            table ip slow {
              chain arriving {
                type filter hook prerouting priority raw;
                iif "inside" meta mark set {{Table}} notrack
              }
            }
            """);
    }

    private void Carry()
    {
        var buffer = new byte[LargestPacket];
        while (_isRunning)
        {
            try
            {
                Take(buffer);
                while (_waiting.TryPeek(out var next) && Stopwatch.GetElapsedTime(next.At) >= _delay)
                    _tun.Write(_waiting.Dequeue().Packet);
            }
            catch (IOException)
            {
                // The device is gone, or does not like the packet.
                Thread.Sleep(PollMilliseconds);
            }
        }
    }

    private void Take(byte[] buffer)
    {
        var poll = new PollFd((int)_tun.SafeFileHandle.DangerousGetHandle(), Readable);
        if (Poll(ref poll, 1, PollMilliseconds) <= 0)
            return;
        var length = _tun.Read(buffer);
        _waiting.Enqueue((Stopwatch.GetTimestamp(), buffer[..length]));
    }

    private static FileStream OpenTun()
    {
        var tun = File.OpenHandle("/dev/net/tun", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        // struct ifreq of linux/if.h: 16 bytes of name, then the flags.
        var request = new byte[40];
        Encoding.ASCII.GetBytes(Device, request);
        BitConverter.TryWriteBytes(request.AsSpan(16), TunWithoutHeader);
        if (Control((int)tun.DangerousGetHandle(), TunSetIff, request) == 0)
            return new FileStream(tun, FileAccess.ReadWrite, bufferSize: 0);
        tun.Dispose();
        throw new LabException($"TUNSETIFF: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct PollFd(int fd, short events)
    {
        public readonly int Fd = fd;
        public readonly short Events = events;
        public readonly short Returned;
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int fd, nuint request, byte[] argument);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollFd fds, nuint count, int milliseconds);
}
