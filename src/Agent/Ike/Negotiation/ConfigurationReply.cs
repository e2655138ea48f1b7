using Holdfast.Ike.Actions;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>
/// The gateway's CFG_REPLY (RFC 7296 section 3.15, RFC 8598, RFC 9464), reduced to what makes sense: an address that a host may have, a
/// network, a domain name.
/// </summary>
public sealed record ConfigurationReply(
    IReadOnlyList<IpAddress> Addresses, IReadOnlyList<IpAddress> DnsServers, IReadOnlyList<string> DnsDomains,
    IReadOnlyList<IpPrefix> Subnets)
{
    /// <summary>Values kept of each kind.</summary>
    private const int Maximum = 64;
    private const int MostResolvers = 8;

    public static readonly ConfigurationReply Empty = new([], [], [], []);

    /// <summary>The preferred one first.</summary>
    public IReadOnlyList<EncryptedDns> EncryptedDns { get; private init; } = [];

    public static ConfigurationReply Read(SessionContext context, IReadOnlyList<Payload> payloads)
    {
        List<IpAddress> addresses = [];
        List<IpAddress> servers = [];
        List<string> domains = [];
        List<IpPrefix> subnets = [];
        List<EncryptedDns> resolvers = [];
        foreach (ConfigurationAttribute attribute in Attributes(payloads))
        {
            bool isUsable = attribute.Type switch
            {
                ConfigurationAttributeType.InternalIp4Address or ConfigurationAttributeType.InternalIp6Address =>
                    TryAddress(attribute, out IpAddress address) && TryAdd(addresses, address),
                ConfigurationAttributeType.InternalIp4Dns or ConfigurationAttributeType.InternalIp6Dns =>
                    TryAddress(attribute, out IpAddress server) && TryAdd(servers, server),
                ConfigurationAttributeType.InternalDnsDomain => TryDomain(attribute, out string domain) && TryAdd(domains, domain),
                ConfigurationAttributeType.InternalIp4Subnet or ConfigurationAttributeType.InternalIp6Subnet =>
                    attribute.TryGetSubnet(out IpPrefix subnet) && TryAdd(subnets, subnet),
                ConfigurationAttributeType.EncryptedDnsIp4 or ConfigurationAttributeType.EncryptedDnsIp6 =>
                    !IsRequested(context, attribute.Type)
                    || (Wire.EncryptedDns.TryRead(attribute, out EncryptedDns? resolver) && TryInsert(resolvers, resolver)),
                _ => true,
            };
            if (!isUsable && !attribute.IsEmpty)
                context.Note(NoteLevel.Warning, $"the gateway's {attribute.Type} is not usable and was left out");
        }

        return new ConfigurationReply(addresses, servers, domains, subnets) { EncryptedDns = resolvers };
    }

    /// <summary>Where its priority says; behind those that have the same.</summary>
    private static bool TryInsert(List<EncryptedDns> list, EncryptedDns one)
    {
        if (list.Count >= MostResolvers)
            return false;
        int place = list.Count;
        while (place > 0 && list[place - 1].Priority > one.Priority)
            place--;
        list.Insert(place, one);
        return true;
    }

    private static bool IsRequested(SessionContext context, ConfigurationAttributeType type)
    {
        for (int i = 0; i < context.Settings.Requests.Count; i++)
        {
            if (context.Settings.Requests[i] == type)
                return true;
        }

        return false;
    }

    private static bool TryAdd<T>(List<T> list, T value)
    {
        if (list.Count >= Maximum)
            return false;
        if (!list.Contains(value))
            list.Add(value);
        return true;
    }

    private static IEnumerable<ConfigurationAttribute> Attributes(IReadOnlyList<Payload> payloads) =>
        payloads.OfType<ConfigPayload>()
            .Where(c => c.ConfigurationType == ConfigurationType.Reply)
            .SelectMany(c => c.Attributes);

    /// <summary>INTERNAL_IP6_ADDRESS carries a prefix length behind its 16 bytes; the address alone is used.</summary>
    private static bool TryAddress(ConfigurationAttribute attribute, out IpAddress address)
    {
        bool decodes = attribute.Type == ConfigurationAttributeType.InternalIp6Address
            ? attribute.TryGetIp6Address(out address, out _)
            : attribute.TryGetAddress(out address);
        return decodes && !address.IsUnspecified && !address.IsLoopback && !address.IsMulticast;
    }

    private static bool TryDomain(ConfigurationAttribute attribute, out string domain)
    {
        bool isText = attribute.TryGetText(out domain);
        domain = domain.TrimEnd('.');
        return isText && DomainText.IsPlain(domain);
    }
}
