using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Holdfast.Wire;

/// <summary>
/// A resolver that is asked by encrypted DNS: the value of ENCDNS_IP4 or ENCDNS_IP6 in a CFG_REPLY (RFC 9464 section 3.1). Priority, number
/// of addresses, length of the name, then addresses, name and service parameters.
/// </summary>
/// <param name="Priority">The lowest first; never 0.</param>
/// <param name="Addresses">Of one family, never empty.</param>
/// <param name="Name">Whom its certificate is for (authentication domain name).</param>
public sealed record EncryptedDns(ushort Priority, IReadOnlyList<IpAddress> Addresses, string Name, ServiceParameters Service)
{
    public bool Equals(EncryptedDns? other) =>
        other is not null && Priority == other.Priority && Name == other.Name && Service == other.Service
        && ValueEquality.Same(Addresses, other.Addresses);

    public override int GetHashCode() => HashCode.Combine(Priority, Name);

    /// <summary>False where anything in it does not fit.</summary>
    public static bool TryRead(ConfigurationAttribute attribute, [NotNullWhen(true)] out EncryptedDns? resolver)
    {
        resolver = null;
        int length = attribute.Type switch
        {
            ConfigurationAttributeType.EncryptedDnsIp4 => IpAddress.Ipv4Length,
            ConfigurationAttributeType.EncryptedDnsIp6 => IpAddress.Ipv6Length,
            _ => 0,
        };
        WireReader reader = new(attribute.Data.Span);
        if (length == 0 || !reader.TryReadUInt16(out ushort priority) || !reader.TryReadUInt8(out byte count) || !reader.TryReadUInt8(out byte nameLength)
            || priority == 0 || count == 0)
            return false;
        List<IpAddress> addresses = [];
        for (int i = 0; i < count; i++)
        {
            if (!reader.TryReadBytes(length, out ReadOnlySpan<byte> octets) || !IpAddress.TryRead(octets, out IpAddress address) || !IsOfHost(address))
                return false;
            addresses.Add(address);
        }

        if (!reader.TryReadBytes(nameLength, out ReadOnlySpan<byte> text) || text.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return false;
        string name = Encoding.ASCII.GetString(text).TrimEnd('.');
        if (!DomainText.IsPlain(name) || !ServiceParameters.TryRead(ref reader, out ServiceParameters? service))
            return false;
        resolver = new EncryptedDns(priority, addresses, name, service);
        return true;
    }

    private static bool IsOfHost(IpAddress address) => !address.IsUnspecified && !address.IsLoopback && !address.IsMulticast;
}
