using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// An address and port, kept as the sockaddr_in or sockaddr_in6 that the kernel takes, so that a send encodes nothing.
/// An IPv4-mapped IPv6 address becomes the IPv4 address: our IPv6 sockets are IPV6_V6ONLY.
/// </summary>
public readonly struct Endpoint : IEquatable<Endpoint>
{
    private const int IPv4Length = 16, IPv6Length = 28;
    private const int PortOffset = 2, IPv4Offset = 4, FlowInfoOffset = 4, IPv6Offset = 8, ScopeOffset = 24;

    private readonly Encoded _encoded;

    public Endpoint(IPAddress address, int port)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, IPEndPoint.MinPort);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        bool isIPv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
        Span<byte> bytes = _encoded;
        MemoryMarshal.Write(bytes, (ushort)(int)(isIPv6 ? AF_INET6 : AF_INET));
        address.TryWriteBytes(bytes[(isIPv6 ? IPv6Offset : IPv4Offset)..], out _);
        if (isIPv6) MemoryMarshal.Write(bytes[ScopeOffset..], (uint)address.ScopeId);
        WritePort(bytes, (ushort)port);
    }

    private Endpoint(ReadOnlySpan<byte> encoded) => encoded.CopyTo(_encoded);

    public bool IsIPv6 => Family == AF_INET6;

    public ushort Port => (ushort)(_encoded[PortOffset] << 8 | _encoded[PortOffset + 1]);

    /// <summary>The interface index of a link-local IPv6 address; else 0.</summary>
    public uint ScopeId => IsIPv6 ? MemoryMarshal.Read<uint>(((ReadOnlySpan<byte>)_encoded)[ScopeOffset..]) : 0;

    /// <summary>4 or 16 bytes in network order.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> AddressBytes =>
        ((ReadOnlySpan<byte>)_encoded).Slice(IsIPv6 ? IPv6Offset : IPv4Offset, IsIPv6 ? 16 : 4);

    /// <summary>The address as an object (allocates).</summary>
    public IPAddress Address => IsIPv6 ? new IPAddress(AddressBytes, ScopeId) : new IPAddress(AddressBytes);

    /// <summary>Bytes of the sockaddr.</summary>
    internal int Length => IsIPv6 ? IPv6Length : IPv4Length;

    private int Family => MemoryMarshal.Read<ushort>(_encoded);

    public static Endpoint From(IPEndPoint endpoint) => new(endpoint.Address, endpoint.Port);

    public static bool operator ==(Endpoint left, Endpoint right) => left.Equals(right);

    public static bool operator !=(Endpoint left, Endpoint right) => !left.Equals(right);

    public IPEndPoint ToIPEndPoint() => new(Address, Port);

    public Endpoint WithPort(ushort port)
    {
        Endpoint other = this;
        WritePort(MemoryMarshal.AsBytes(new Span<Endpoint>(ref other)), port);
        return other;
    }

    public bool Equals(Endpoint other) => ((ReadOnlySpan<byte>)_encoded).SequenceEqual(other._encoded);

    public override bool Equals(object? other) => other is Endpoint endpoint && Equals(endpoint);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_encoded);
        return hash.ToHashCode();
    }

    /// <summary>Such as "192.0.2.1:500" or "[2001:db8::1]:4500".</summary>
    public override string ToString() => ToIPEndPoint().ToString();

    /// <summary>From what the kernel filled in; the default value for another family.</summary>
    internal static Endpoint FromSockAddr(ReadOnlySpan<byte> bytes)
    {
        int family = bytes.Length >= sizeof(ushort) ? MemoryMarshal.Read<ushort>(bytes) : 0;
        if (family == AF_INET && bytes.Length >= IPv4Length) return new Endpoint(bytes[..(IPv4Offset + 4)]);
        if (family != AF_INET6 || bytes.Length < IPv6Length) return default;
        var endpoint = new Endpoint(bytes[..IPv6Length]);
        Span<byte> own = MemoryMarshal.AsBytes(new Span<Endpoint>(ref endpoint));
        own[FlowInfoOffset..IPv6Offset].Clear(); // it differs from datagram to datagram of one peer
        return endpoint;
    }

    private static void WritePort(Span<byte> bytes, ushort port)
    {
        bytes[PortOffset] = (byte)(port >> 8);
        bytes[PortOffset + 1] = (byte)port;
    }

    [InlineArray(IPv6Length)]
    private struct Encoded
    {
        private byte _first;
    }
}
