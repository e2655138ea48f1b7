using System.Text;
using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>Comparing and showing identities (RFC 7296 section 3.5).</summary>
public static class Identities
{
    /// <summary>Same type and same bytes; names of hosts and mailboxes without regard to ASCII case, distinguished names by their parts.</summary>
    public static bool Match(IdPayload wanted, IdPayload received) => wanted.IdType == received.IdType && wanted.IdType switch
    {
        IdType.Fqdn or IdType.Rfc822Address => Ascii.EqualsIgnoreCase(wanted.Data.Span, received.Data.Span),
        IdType.DerAsn1Dn => DistinguishedName.Match(wanted.Data.Span, received.Data.Span),
        _ => wanted.Data.Span.SequenceEqual(received.Data.Span),
    };

    /// <summary>ID_IPV4_ADDR or ID_IPV6_ADDR, as IDi.</summary>
    public static IdPayload OfAddress(IpAddress address) =>
        new(true, address.IsIPv4 ? IdType.Ipv4Address : IdType.Ipv6Address, address.ToArray());

    /// <summary>A login's name as IDi: ID_RFC822_ADDR or ID_FQDN by its form, ID_KEY_ID where it has neither's.</summary>
    /// <param name="name">UTF-8.</param>
    public static IdPayload OfUser(ReadOnlyMemory<byte> name)
    {
        bool isPlain = !name.Span.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e) && !name.Span.ContainsAny("\\/="u8);
        return new IdPayload(true, !isPlain ? IdType.KeyId : name.Span.Contains((byte)'@') ? IdType.Rfc822Address : IdType.Fqdn, name);
    }

    /// <summary>For people: addresses and printable names as they are, distinguished names in words, all else in hexadecimal.</summary>
    public static string Describe(IdPayload id)
    {
        ReadOnlySpan<byte> data = id.Data.Span;
        if (id.IdType is IdType.Ipv4Address or IdType.Ipv6Address && IpAddress.TryRead(data, out IpAddress address))
            return address.ToString();
        if (id.IdType == IdType.DerAsn1Dn && DistinguishedName.Describe(data) is { } name)
            return name;
        bool isPrintable = !data.IsEmpty && data.Length <= 256 && !data.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e);
        return isPrintable ? Encoding.ASCII.GetString(data) : $"{id.IdType}:{Convert.ToHexString(data[..Math.Min(64, data.Length)])}";
    }
}
