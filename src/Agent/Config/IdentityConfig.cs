using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>
/// An IKE identity (RFC 7296 section 3.5): its type, its bytes on the wire, and the text it was written as.
/// </summary>
public sealed record IdentityConfig(IdType Type, ReadOnlyMemory<byte> Data, string Text)
{
    public override string ToString() => $"{Text} ({TypeName(Type)})";

    private static string TypeName(IdType type) => type switch
    {
        IdType.Ipv4Address => "IPv4 address",
        IdType.Ipv6Address => "IPv6 address",
        IdType.Rfc822Address => "e-mail address",
        IdType.Fqdn => "FQDN",
        IdType.DerAsn1Dn => "distinguished name",
        _ => "key id",
    };
}
