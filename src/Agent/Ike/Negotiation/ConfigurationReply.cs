using Holdfast.Ike.Actions;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>
/// The gateway's CFG_REPLY (RFC 7296 section 3.15, RFC 8598), reduced to what makes sense: an address that a host may have, a
/// network, a domain name.
/// </summary>
public sealed record ConfigurationReply(
    IReadOnlyList<IpAddress> Addresses, IReadOnlyList<IpAddress> DnsServers, IReadOnlyList<string> DnsDomains,
    IReadOnlyList<IpPrefix> Subnets)
{
    /// <summary>Values kept of each kind.</summary>
    private const int Maximum = 64;

    public static readonly ConfigurationReply Empty = new([], [], [], []);

    public static ConfigurationReply Read(SessionContext context, IReadOnlyList<Payload> payloads)
    {
        List<IpAddress> addresses = [];
        List<IpAddress> servers = [];
        List<string> domains = [];
        List<IpPrefix> subnets = [];
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
                _ => true,
            };
            if (!isUsable && !attribute.IsEmpty)
                context.Note(NoteLevel.Warning, $"the gateway's {attribute.Type} is not usable and was left out");
        }

        return new ConfigurationReply(addresses, servers, domains, subnets);
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

    /// <summary>
    /// Labels of letters, digits, "-" and "_" with dots between, and no "-" at either end of one: nothing that a configuration file or
    /// a command line could trip over.
    /// </summary>
    private static bool TryDomain(ConfigurationAttribute attribute, out string domain)
    {
        bool isText = attribute.TryGetText(out domain) && domain.Length <= 253;
        domain = domain.TrimEnd('.');
        return isText && domain.Split('.').All(label =>
            label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }
}
