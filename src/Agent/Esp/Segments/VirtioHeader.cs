using System.Runtime.InteropServices;

namespace Holdfast.Esp;

/// <summary>
/// What precedes each packet of a TUN device with IFF_VNET_HDR: struct virtio_net_hdr of linux/virtio_net.h, in the byte
/// order of the machine. From the kernel it is a claim like any other, and is compared with the packet.
/// </summary>
/// <param name="Flags">Bits: <see cref="NeedsChecksum"/>; others are hints.</param>
/// <param name="GsoType">One of the Gso constants.</param>
/// <param name="HeaderLength">Bytes of the headers in front of the payload; only a hint.</param>
/// <param name="GsoSize">Bytes of payload in each segment but the last.</param>
/// <param name="ChecksumStart">Offset in the packet of what the checksum covers, to the end of the packet.</param>
/// <param name="ChecksumOffset">Of the checksum's field, from there.</param>
public readonly record struct VirtioHeader(
    byte Flags, byte GsoType, ushort HeaderLength, ushort GsoSize, ushort ChecksumStart, ushort ChecksumOffset)
{
    /// <summary>Bytes of the header.</summary>
    public const int Length = 10;

    /// <summary>Flag: the field holds the sum of the pseudo-header only; what the checksum covers has to be added.</summary>
    public const byte NeedsChecksum = 1;

    /// <summary>One packet as it is.</summary>
    public const byte GsoNone = 0;

    public const byte GsoTcpIpv4 = 1;

    /// <summary>UDP to be cut into IP fragments (UFO), which current kernels no longer hand out.</summary>
    public const byte GsoUdpFragments = 3;

    public const byte GsoTcpIpv6 = 4;

    /// <summary>UDP datagrams of equal length, of either IP version (USO).</summary>
    public const byte GsoUdp = 5;

    /// <summary>Beside a TCP type: CWR is for the first segment only.</summary>
    public const byte GsoEcn = 0x80;

    public static bool TryRead(ReadOnlySpan<byte> bytes, out VirtioHeader header)
    {
        header = default;
        if (bytes.Length < Length)
            return false;
        header = new VirtioHeader(
            bytes[0], bytes[1], Number(bytes[2..]), Number(bytes[4..]), Number(bytes[6..]), Number(bytes[8..]));
        return true;
    }

    /// <exception cref="ArgumentException">Shorter than <see cref="Length"/>.</exception>
    public void Write(Span<byte> bytes)
    {
        bytes = bytes[..Length];
        bytes[0] = Flags;
        bytes[1] = GsoType;
        MemoryMarshal.Write(bytes[2..], HeaderLength);
        MemoryMarshal.Write(bytes[4..], GsoSize);
        MemoryMarshal.Write(bytes[6..], ChecksumStart);
        MemoryMarshal.Write(bytes[8..], ChecksumOffset);
    }

    private static ushort Number(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<ushort>(bytes);
}
