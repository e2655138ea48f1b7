using System.Buffers.Binary;
using System.Net;

namespace Holdfast.Wire;

/// <summary>
/// An IPv4 or IPv6 address as a number of 4 or 16 octets. All IPv4 addresses come before all IPv6 addresses; the
/// default value is 0.0.0.0.
/// </summary>
public readonly struct IpAddress : IEquatable<IpAddress>, IComparable<IpAddress>
{
    public const int Ipv4Length = 4;

    public const int Ipv6Length = 16;

    private readonly UInt128 _value;
    private readonly bool _isIpv6;

    private IpAddress(UInt128 value, bool isIpv6)
    {
        _value = value;
        _isIpv6 = isIpv6;
    }

    public IpFamily Family => _isIpv6 ? IpFamily.IPv6 : IpFamily.IPv4;

    public bool IsIPv4 => !_isIpv6;

    public bool IsIPv6 => _isIpv6;

    /// <summary>Octets on the wire: 4 or 16.</summary>
    public int Length => _isIpv6 ? Ipv6Length : Ipv4Length;

    /// <summary>The octets as a big-endian number.</summary>
    public UInt128 Value => _value;

    /// <summary>0.0.0.0 or ::.</summary>
    public bool IsUnspecified => _value == UInt128.Zero;

    /// <summary>127.0.0.0/8 or ::1.</summary>
    public bool IsLoopback => _isIpv6 ? _value == UInt128.One : _value >> 24 == 127u;

    /// <summary>224.0.0.0/4 or ff00::/8.</summary>
    public bool IsMulticast => _isIpv6 ? _value >> 120 == 0xFFu : _value >> 28 == 0xEu;

    public static bool operator ==(IpAddress left, IpAddress right) => left.Equals(right);

    public static bool operator !=(IpAddress left, IpAddress right) => !left.Equals(right);

    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;

    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;

    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;

    public static IpAddress FromIPv4(uint value) => new(value, isIpv6: false);

    public static IpAddress FromIPv6(UInt128 value) => new(value, isIpv6: true);

    /// <summary>0.0.0.0 or ::.</summary>
    public static IpAddress First(IpFamily family) => new(UInt128.Zero, family == IpFamily.IPv6);

    /// <summary>255.255.255.255 or ffff:...:ffff.</summary>
    public static IpAddress Last(IpFamily family) =>
        family == IpFamily.IPv6 ? FromIPv6(UInt128.MaxValue) : FromIPv4(uint.MaxValue);

    /// <summary>From 4 or 16 octets; false for any other length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out IpAddress address)
    {
        address = bytes.Length switch
        {
            Ipv4Length => FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
            Ipv6Length => FromIPv6(BinaryPrimitives.ReadUInt128BigEndian(bytes)),
            _ => default,
        };
        return bytes.Length is Ipv4Length or Ipv6Length;
    }

    /// <summary>An IPv4-mapped IPv6 address stays IPv6; a scope is dropped.</summary>
    public static IpAddress From(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[Ipv6Length];
        address.TryWriteBytes(bytes, out var length);
        TryRead(bytes[..length], out var result);
        return result;
    }

    /// <summary>Four decimal numbers, or IPv6 text without brackets, scope or prefix length.</summary>
    /// <exception cref="FormatException">It is neither.</exception>
    public static IpAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an IP address.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address) => IpText.TryParse(text, out address);

    /// <summary>Writes <see cref="Length"/> octets.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter.</exception>
    public void Write(Span<byte> destination)
    {
        if (destination.Length < Length)
            throw new ArgumentException("Too short for the address.", nameof(destination));

        if (_isIpv6)
            BinaryPrimitives.WriteUInt128BigEndian(destination, _value);
        else
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)_value);
    }

    public void Write(ref WireWriter writer) => Write(writer.Reserve(Length));

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        Write(bytes);
        return bytes;
    }

    public IPAddress ToIPAddress() => new(ToArray());

    /// <summary>The address after this one; false after the last of the family.</summary>
    public bool TryGetNext(out IpAddress next)
    {
        var isLast = this == Last(Family);
        next = isLast ? this : new IpAddress(_value + UInt128.One, _isIpv6);
        return !isLast;
    }

    /// <summary>The address before this one; false before the first of the family.</summary>
    public bool TryGetPrevious(out IpAddress previous)
    {
        previous = IsUnspecified ? this : new IpAddress(_value - UInt128.One, _isIpv6);
        return !IsUnspecified;
    }

    public int CompareTo(IpAddress other) =>
        _isIpv6 == other._isIpv6 ? _value.CompareTo(other._value) : _isIpv6.CompareTo(other._isIpv6);

    public bool Equals(IpAddress other) => _isIpv6 == other._isIpv6 && _value == other._value;

    public override bool Equals(object? obj) => obj is IpAddress other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_value, _isIpv6);

    /// <summary>The usual text, RFC 5952 for IPv6.</summary>
    public override string ToString() => ToIPAddress().ToString();
}
