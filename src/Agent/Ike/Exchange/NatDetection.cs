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

    private const ushort NatTraversalPort = 4500;

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
    /// Both of ours. With <paramref name="forceEncapsulation"/> the source hash cannot match: a port of 0 is nobody's, so the
    /// gateway sees a NAT and encapsulates (RFC 7296 section 2.23).
    /// </summary>
    public static Payload[] Build(ulong spiI, ulong spiR, IkePath path, bool forceEncapsulation) =>
    [
        Notifications.Of(
            NotifyType.NatDetectionSourceIp,
            Digest(spiI, spiR, path.Local, forceEncapsulation ? (ushort)0 : path.LocalPort)),
        Notifications.Of(NotifyType.NatDetectionDestinationIp, Digest(spiI, spiR, path.Remote, path.RemotePort)),
    ];

    /// <summary>The same way with the ports of NAT traversal, to which everything moves after IKE_SA_INIT.</summary>
    public static IkePath Moved(IkePath path) => path with { LocalPort = NatTraversalPort, RemotePort = NatTraversalPort };

    /// <summary>NO_NATS_ALLOWED (RFC 4555 section 4.2.6): both addresses, then both ports, as the packet leaves.</summary>
    public static NotifyPayload NoNatsAllowed(IkePath path, IkeTransport transport)
    {
        bool isMoved = transport == IkeTransport.Udp4500;
        byte[] ports = new byte[4];
        BinaryPrimitives.WriteUInt16BigEndian(ports, isMoved ? NatTraversalPort : path.LocalPort);
        BinaryPrimitives.WriteUInt16BigEndian(ports.AsSpan(2), isMoved ? NatTraversalPort : path.RemotePort);
        return Notifications.Of(
            NotifyType.NoNatsAllowed, (byte[])[.. path.Local.ToArray(), .. path.Remote.ToArray(), .. ports]);
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
public readonly record struct NatStatus(bool LocalIsBehindNat, bool RemoteIsBehindNat)
{
    /// <summary>The gateway does no NAT traversal, and none is needed: ESP is in IP (protocol 50), not in UDP.</summary>
    public bool IsBareEsp { get; init; }

    public bool IsNone => !LocalIsBehindNat && !RemoteIsBehindNat;
}
