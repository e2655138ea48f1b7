using System.Diagnostics.CodeAnalysis;
using System.Text;
using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>
/// Sorts identities as strongSwan does: addresses by their form, "user@host" an e-mail address, "@name" and anything
/// else an FQDN, "@#hex" a key id, what has a "=" a distinguished name; a prefix such as "keyid:" decides where the form would not.
/// </summary>
public static class IdentityParser
{
    public const int MaxLength = 255;

    private const int MaxNameLength = 1024; // of a distinguished name

    private static readonly List<(string Prefix, IdType Type)> Prefixes =
    [
        ("fqdn:", IdType.Fqdn), ("dns:", IdType.Fqdn),
        ("email:", IdType.Rfc822Address), ("rfc822:", IdType.Rfc822Address), ("userfqdn:", IdType.Rfc822Address),
        ("keyid:", IdType.KeyId), ("ipv4:", IdType.Ipv4Address), ("ipv6:", IdType.Ipv6Address),
        ("asn1dn:", IdType.DerAsn1Dn), ("dn:", IdType.DerAsn1Dn),
    ];

    public static bool TryParse(
        string text, [NotNullWhen(true)] out IdentityConfig? identity, [NotNullWhen(false)] out string? problem)
    {
        identity = null;
        (IdType type, string value) = Classify(text);
        problem = TryEncode(type, value, out byte[] data);
        int most = type == IdType.DerAsn1Dn ? MaxNameLength : MaxLength;
        problem ??= data.Length > 0 && data.Length <= most
            ? null
            : $"has {data.Length} bytes; 1 to {most} are allowed";
        if (problem is not null) return false;
        identity = new IdentityConfig(type, data, text);
        return true;
    }

    private static (IdType Type, string Value) Classify(string text)
    {
        foreach ((string prefix, IdType type) in Prefixes)
            if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return (type, text[prefix.Length..]);
        if (IpAddress.TryParse(text, out IpAddress address))
            return (address.IsIPv4 ? IdType.Ipv4Address : IdType.Ipv6Address, text);
        if (text.Contains('=') && !text.StartsWith('@')) return (IdType.DerAsn1Dn, text);
        if (text.StartsWith("@#")) return (IdType.KeyId, text[1..]);
        if (text.StartsWith("@@")) return (IdType.Rfc822Address, text[2..]);
        if (text.StartsWith('@')) return (IdType.Fqdn, text[1..]);
        if (text.Contains('@')) return (IdType.Rfc822Address, text);
        return (text.Contains(':') ? IdType.KeyId : IdType.Fqdn, text);
    }

    private static string? TryEncode(IdType type, string value, out byte[] data)
    {
        data = [];
        switch (type)
        {
            case IdType.Ipv4Address or IdType.Ipv6Address:
                bool wantsIpv4 = type == IdType.Ipv4Address;
                if (!IpAddress.TryParse(value, out IpAddress address) || address.IsIPv4 != wantsIpv4)
                    return $"{InputText.Quote(value)} is no {(wantsIpv4 ? "IPv4" : "IPv6")} address";
                data = address.ToArray();
                return null;
            case IdType.KeyId when value.StartsWith('#'):
                return TryDecodeHex(value[1..], out data) ? null : "takes pairs of hexadecimal digits after \"#\"";
            case IdType.KeyId:
                data = Encoding.UTF8.GetBytes(value);
                return null;
            case IdType.DerAsn1Dn:
                return TryEncodeDistinguished(value, out data);
            default:
                return TryEncodeName(value, out data);
        }
    }

    private static string? TryEncodeName(string value, out byte[] data)
    {
        data = Encoding.UTF8.GetBytes(value);
        if (!Ascii.IsValid(value) || value.Contains(' '))
            return "takes letters, digits and signs of ASCII without spaces; for other bytes write keyid:…";
        return value.Contains('=')
            ? "holds a \"=\", as distinguished names do; write dn:… for one, or keyid:… if it is meant literally"
            : null;
    }

    private static string? TryEncodeDistinguished(string value, out byte[] data)
    {
        bool isName = DistinguishedName.TryEncode(value, out byte[]? name, out string? reason);
        data = name ?? [];
        return isName ? null : $"is no distinguished name: {reason}; write keyid:… if it is meant literally";
    }

    private static bool TryDecodeHex(string digits, out byte[] data)
    {
        data = new byte[digits.Length / 2];
        return Convert.FromHexString(digits, data, out _, out _) == System.Buffers.OperationStatus.Done;
    }
}
