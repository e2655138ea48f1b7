using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Bench;

/// <summary>The ESP path in memory: two ends of one Child SA, and a UDP packet that goes from one to the other.</summary>
public sealed class EspLoad : IDisposable
{
    private const uint Here = 0xC0000001, There = 0xC0000002;
    private const int Ipv4HeaderLength = 20;

    private static readonly Instant Now = new(1);

    private readonly DataPath _site = new();
    private readonly DataPath _office = new();
    private readonly byte[] _slab;
    private readonly int _length;

    /// <param name="algorithm">Under keys that protect nothing.</param>
    /// <param name="length">Of the inner packet, its IP header included; at least 28.</param>
    public EspLoad(EspAlgorithm algorithm, int length)
    {
        _length = length;
        _slab = GC.AllocateArray<byte>(EspFormat.Headroom + length + EspFormat.Tailroom, pinned: true);
        Write(_slab.AsSpan(EspFormat.Headroom, length));
        _site.Install(Spec(algorithm, Here, There));
        _office.Install(Spec(algorithm, There, Here));
    }

    /// <summary>Each time out of one end and into the other: what comes out lies where it was before, and goes again.</summary>
    public void ProtectAndAccept(int times)
    {
        bool isRight = true;
        for (int i = 0; i < times; i++)
        {
            isRight &= _site.TryProtect(_slab, EspFormat.Headroom, _length, Now, out SlabRange packet, out _)
                && _office.TryAccept(_slab, packet.Offset, packet.Length, Now, out SlabRange inner, out _)
                && inner.Length == _length;
        }

        if (!isRight)
            throw new InvalidOperationException("The packet did not arrive.");
    }

    public void Dispose()
    {
        _site.Dispose();
        _office.Dispose();
    }

    private static ChildSaSpec Spec(EspAlgorithm algorithm, uint inbound, uint outbound) => new(
        inbound, outbound, algorithm, Key(algorithm), Key(algorithm), ExtendedSequenceNumbers: true,
        [TrafficSelector.Any(IpFamily.IPv4)], [TrafficSelector.Any(IpFamily.IPv4)]);

    private static SecretBytes Key(EspAlgorithm algorithm) => new(EspAlgorithms.KeyMaterialLength(algorithm));

    /// <summary>From 10.0.0.1 to 10.0.0.2, from port 1 to port 2.</summary>
    private static void Write(Span<byte> packet)
    {
        ReadOnlySpan<byte> header = [0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 0, 1, 0, 2];
        header.CopyTo(packet);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)packet.Length);
        BinaryPrimitives.WriteUInt16BigEndian(packet[(Ipv4HeaderLength + 4)..], (ushort)(packet.Length - Ipv4HeaderLength));
    }
}
