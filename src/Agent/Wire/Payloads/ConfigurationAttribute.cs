using System.Text;
using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Wire;

/// <summary>
/// Configuration attribute, RFC 7296 section 3.15.1. Decoding takes any value; the Try methods read it as a given kind
/// and are false where type, length or content does not fit. An empty value asks for one in a request.
/// </summary>
public sealed record ConfigurationAttribute(ConfigurationAttributeType Type, ReadOnlyMemory<byte> Data)
{
    private const ushort NumberMask = 0x7FFF;
    private const int Ipv4SubnetLength = 2 * IpAddress.Ipv4Length;
    private const int Ipv6PrefixLength = IpAddress.Ipv6Length + 1;

    public bool IsEmpty => Data.IsEmpty;

    /// <summary>An empty attribute, to ask for a value.</summary>
    public static ConfigurationAttribute Request(ConfigurationAttributeType type) => new(type, default);

    /// <summary>An address alone, such as INTERNAL_IP4_ADDRESS, INTERNAL_IP4_DNS or INTERNAL_IP6_DNS.</summary>
    public static ConfigurationAttribute Address(ConfigurationAttributeType type, IpAddress address) =>
        new(type, address.ToArray());

    /// <summary>INTERNAL_IP4_NETMASK.</summary>
    public static ConfigurationAttribute Netmask(int prefixLength) =>
        new(ConfigurationAttributeType.InternalIp4Netmask, new IpPrefix(default, prefixLength).Netmask.ToArray());

    /// <summary>INTERNAL_IP6_ADDRESS: 16 octets of address and one of prefix length.</summary>
    public static ConfigurationAttribute Ip6Address(IpAddress address, byte prefixLength) =>
        new(ConfigurationAttributeType.InternalIp6Address, (byte[])[.. address.ToArray(), prefixLength]);

    /// <summary>INTERNAL_IP4_SUBNET (address and netmask) or INTERNAL_IP6_SUBNET (address and prefix length).</summary>
    public static ConfigurationAttribute Subnet(IpPrefix subnet)
    {
        var network = subnet.Network.ToArray();
        return subnet.Family == IpFamily.IPv6
            ? new(ConfigurationAttributeType.InternalIp6Subnet, (byte[])[.. network, (byte)subnet.Length])
            : new(ConfigurationAttributeType.InternalIp4Subnet, (byte[])[.. network, .. subnet.Netmask.ToArray()]);
    }

    /// <summary>APPLICATION_VERSION or INTERNAL_DNS_DOMAIN: ASCII without terminator.</summary>
    public static ConfigurationAttribute Text(ConfigurationAttributeType type, string text) =>
        new(type, Encoding.ASCII.GetBytes(text));

    /// <summary>The value of an attribute that is one address: 4 or 16 octets, as its type says.</summary>
    public bool TryGetAddress(out IpAddress address)
    {
        address = default;
        var length = Type switch
        {
            ConfigurationAttributeType.InternalIp4Address
                or ConfigurationAttributeType.InternalIp4Dns
                or ConfigurationAttributeType.InternalIp4Nbns
                or ConfigurationAttributeType.InternalIp4Dhcp => IpAddress.Ipv4Length,
            ConfigurationAttributeType.InternalIp6Dns
                or ConfigurationAttributeType.InternalIp6Dhcp => IpAddress.Ipv6Length,
            _ => -1,
        };
        return Data.Length == length && IpAddress.TryRead(Data.Span, out address);
    }

    /// <summary>INTERNAL_IP6_ADDRESS: an address and the length of its prefix, 0 to 128.</summary>
    public bool TryGetIp6Address(out IpAddress address, out int prefixLength) =>
        TryGetIpv6WithLength(ConfigurationAttributeType.InternalIp6Address, out address, out prefixLength);

    /// <summary>INTERNAL_IP4_NETMASK as a prefix length; false when the mask has a hole.</summary>
    public bool TryGetNetmask(out int prefixLength)
    {
        prefixLength = 0;
        return Type == ConfigurationAttributeType.InternalIp4Netmask
            && Data.Length == IpAddress.Ipv4Length
            && IpAddress.TryRead(Data.Span, out var mask)
            && IpPrefix.TryGetLength(mask, out prefixLength);
    }

    /// <summary>INTERNAL_IP4_SUBNET or INTERNAL_IP6_SUBNET; host bits are cleared.</summary>
    public bool TryGetSubnet(out IpPrefix subnet)
    {
        var read = TryGetIpv6WithLength(ConfigurationAttributeType.InternalIp6Subnet, out var address, out var length)
            || TryGetIpv4Subnet(out address, out length);
        subnet = read ? new IpPrefix(address, length) : default;
        return read;
    }

    /// <summary>APPLICATION_VERSION or INTERNAL_DNS_DOMAIN; false when it is empty or not printable ASCII.</summary>
    public bool TryGetText(out string text)
    {
        var isText = Type is ConfigurationAttributeType.ApplicationVersion
            or ConfigurationAttributeType.InternalDnsDomain;
        var valid = isText
            && !IsEmpty
            && !Data.Span.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        text = valid ? Encoding.ASCII.GetString(Data.Span) : string.Empty;
        return valid;
    }

    public bool Equals(ConfigurationAttribute? other) =>
        other is not null && Type == other.Type && ValueEquality.Same(Data, other.Data);

    public override int GetHashCode() => HashCode.Combine(Type, ValueEquality.Hash(Data));

    internal void Write(ref WireWriter writer)
    {
        if ((ushort)Type > NumberMask)
            throw new ArgumentException("A configuration attribute has a 15-bit number.");

        writer.WriteUInt16((ushort)Type);
        var length = writer.BeginLength16();
        writer.WriteBytes(Data.Span);
        writer.EndLength16(length);
    }

    internal static bool TryDecode(
        ref WireReader reader, [NotNullWhen(true)] out ConfigurationAttribute? attribute, out DecodeError error)
    {
        attribute = null;
        if (!reader.TryReadUInt16(out var type)
            || !reader.TryReadUInt16(out var length)
            || !reader.TryReadBytes(length, out var value))
            return reader.Fail(DecodeFault.Truncated, out error);

        attribute = new ConfigurationAttribute((ConfigurationAttributeType)(type & NumberMask), value.ToArray());
        error = default;
        return true;
    }

    private bool TryGetIpv6WithLength(ConfigurationAttributeType type, out IpAddress address, out int prefixLength)
    {
        address = default;
        prefixLength = 0;
        if (Type != type || Data.Length != Ipv6PrefixLength)
            return false;

        prefixLength = Data.Span[IpAddress.Ipv6Length];
        IpAddress.TryRead(Data.Span[..IpAddress.Ipv6Length], out address);
        return prefixLength <= IpPrefix.Bits(IpFamily.IPv6);
    }

    private bool TryGetIpv4Subnet(out IpAddress address, out int prefixLength)
    {
        address = default;
        prefixLength = 0;
        if (Type != ConfigurationAttributeType.InternalIp4Subnet || Data.Length != Ipv4SubnetLength)
            return false;

        IpAddress.TryRead(Data.Span[..IpAddress.Ipv4Length], out address);
        IpAddress.TryRead(Data.Span[IpAddress.Ipv4Length..], out var mask);
        return IpPrefix.TryGetLength(mask, out prefixLength);
    }
}
