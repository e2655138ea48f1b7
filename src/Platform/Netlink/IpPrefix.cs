using System.Net;
using System.Net.Sockets;

namespace Holdfast.Platform;

/// <summary>
/// An IP address and how many of its leading bits count: a network, or an interface's address within one.
/// </summary>
public readonly record struct IpPrefix
{
    /// <exception cref="ArgumentOutOfRangeException">The length is not 0 to 32 (IPv4) or 0 to 128 (IPv6).</exception>
    public IpPrefix(IPAddress address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, BitsOf(address));
        Address = address;
        Length = length;
    }

    public IPAddress Address { get; }

    public int Length { get; }

    public bool IsIPv6 => Address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Whether no bit is set beyond the length, as a route's destination wants it.</summary>
    public bool IsNetwork => Network() == this;

    /// <summary>0.0.0.0/0 or ::/0.</summary>
    public static IpPrefix Default(bool isIPv6) => new(isIPv6 ? IPAddress.IPv6Any : IPAddress.Any, 0);

    /// <summary>The address with all of its bits: /32 or /128.</summary>
    public static IpPrefix Host(IPAddress address) => new(address, BitsOf(address));

    /// <summary>With the bits beyond the length cleared.</summary>
    public IpPrefix Network()
    {
        byte[] bytes = Address.GetAddressBytes();
        for (int i = 0; i < bytes.Length; i++) bytes[i] &= (byte)(0xFF00 >> Math.Clamp(Length - (i * 8), 0, 8));
        return new IpPrefix(new IPAddress(bytes), Length);
    }

    public override string ToString() => $"{Address}/{Length}";

    private static int BitsOf(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? 128 : 32;
}
