using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Exchange;

/// <summary>
/// NAT_DETECTION_SOURCE_IP and NAT_DETECTION_DESTINATION_IP (RFC 7296 section 2.23):
/// SHA-1 of SPIi | SPIr | address | port.
/// </summary>
public static class NatDetection
{
    public const int HashLength = 20;

    public static byte[] Digest(ulong spiI, ulong spiR, IpAddress address, ushort port)
    {
        Span<byte> input = stackalloc byte[8 + 8 + 16 + 2];
        BinaryPrimitives.WriteUInt64BigEndian(input, spiI);
        BinaryPrimitives.WriteUInt64BigEndian(input[8..], spiR);
        int length = address.Length;
        address.Write(input.Slice(16, length));
        BinaryPrimitives.WriteUInt16BigEndian(input[(16 + length)..], port);
        byte[] digest = new byte[HashLength];
        Hash.Compute(HashAlgorithm.Sha1, input[..(16 + length + 2)], digest);
        return digest;
    }

    /// <summary>
    /// What the gateway's hashes say; false when it sent none and therefore does not do NAT traversal.
    /// </summary>
    public static bool TryRead(
        IReadOnlyList<Payload> payloads, ulong spiI, ulong spiR, IkePath path, out NatStatus status)
    {
        byte[] remote = Digest(spiI, spiR, path.Remote, path.RemotePort);
        byte[] local = Digest(spiI, spiR, path.Local, path.LocalPort);
        List<NotifyPayload> sources = [.. Notifies(payloads, NotifyType.NatDetectionSourceIp)];
        List<NotifyPayload> destinations = [.. Notifies(payloads, NotifyType.NatDetectionDestinationIp)];
        status = new NatStatus(
            LocalIsBehindNat: !destinations.Any(n => n.Data.Span.SequenceEqual(local)),
            RemoteIsBehindNat: !sources.Any(n => n.Data.Span.SequenceEqual(remote)));
        return sources.Count > 0 && destinations.Count > 0;
    }

    private static IEnumerable<NotifyPayload> Notifies(IReadOnlyList<Payload> payloads, NotifyType type) =>
        payloads.OfType<NotifyPayload>().Where(n => n.NotifyType == type);
}

/// <summary>Where a NAT rewrites addresses or ports between the two ends.</summary>
public readonly record struct NatStatus(bool LocalIsBehindNat, bool RemoteIsBehindNat);
