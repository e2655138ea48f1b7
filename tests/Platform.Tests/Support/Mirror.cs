using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests;

/// <summary>
/// A TUN device with offloads from which each packet is sent back with its addresses exchanged, virtio header and all: who connects to the
/// far address speaks with whoever listens on the near one. Checksums, done or undone, stay what they are.
/// </summary>
internal sealed class Mirror : IDisposable
{
    public static readonly IPAddress Near = IPAddress.Parse("10.1.0.1"), Far = IPAddress.Parse("10.2.0.9");

    private readonly Slab _slab = new(128 * 1024);
    private readonly IoPieces _pieces = new();

    public Mirror()
    {
        Tun = TunDevice.Open("hf%d", withOffloads: true);
        using var netlink = RouteNetlink.Open();
        int link = netlink.FindLink(Tun.Name)!.Value.Index;
        netlink.DisableIPv6AddressGeneration(link);
        netlink.SetLinkUp(link);
        netlink.Add(new AddressEntry(link, IpPrefix.Host(Near)));
        netlink.Add(new RouteEntry(IpPrefix.Host(Far)) { Link = link });
    }

    public TunDevice Tun { get; }

    /// <summary>Of all packets so far, without the header.</summary>
    public int Largest { get; private set; }

    /// <summary>gso_type of all packets so far (struct virtio_net_hdr).</summary>
    public HashSet<byte> Kinds { get; } = [];

    /// <summary>Sends back one packet; false when there is none.</summary>
    public bool Turn()
    {
        IoResult read = Tun.Read(_slab.Span);
        if (!read.IsDone) return false;
        int header = Tun.HeaderLength;
        Span<byte> packet = _slab.Span[header..read.Length];
        Largest = Math.Max(Largest, packet.Length);
        if (header > 0) Kinds.Add(_slab.Span[1]);
        Span<byte> source = packet.Slice(12, 4), destination = packet.Slice(16, 4);
        uint first = BitConverter.ToUInt32(source);
        destination.CopyTo(source);
        BitConverter.TryWriteBytes(destination, first);
        Assert.Equal(read, Tun.Write(Pieces(packet)));
        return true;
    }

    public void Dispose()
    {
        Tun.Dispose();
        _slab.Dispose();
    }

    // The packet lies in two places, as it does once segments were joined.
    private IoPieces Pieces(Span<byte> packet)
    {
        int half = packet.Length / 2;
        Span<byte> elsewhere = _slab.Span.Slice(_slab.Length - half, half);
        packet[^half..].CopyTo(elsewhere);
        packet[^half..].Clear();
        _pieces.Clear();
        Assert.True(_pieces.TryAdd(_slab.Span[..Tun.HeaderLength]) && _pieces.TryAdd(packet[..^half]) && _pieces.TryAdd(elsewhere));
        return _pieces;
    }
}
