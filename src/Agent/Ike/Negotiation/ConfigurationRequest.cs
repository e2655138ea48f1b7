using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>
/// CFG_REQUEST: what the settings ask for, an address by its value where the session that this one replaces had it (RFC 7296
/// section 3.15.1).
/// </summary>
public static class ConfigurationRequest
{
    /// <summary>The prefix length that goes with an INTERNAL_IP6_ADDRESS; the gateway decides on its own.</summary>
    private const byte HostPrefix = 128;

    public static ConfigPayload From(IkeSettings settings) =>
        new(ConfigurationType.Request, [.. settings.Requests.Select(type => Attribute(type, settings.WantedAddresses))]);

    private static ConfigurationAttribute Attribute(ConfigurationAttributeType type, IReadOnlyList<IpAddress> wanted) => type switch
    {
        ConfigurationAttributeType.InternalIp4Address when wanted.Any(a => !a.IsIPv6) =>
            ConfigurationAttribute.Address(type, wanted.First(a => !a.IsIPv6)),
        ConfigurationAttributeType.InternalIp6Address when wanted.Any(a => a.IsIPv6) =>
            ConfigurationAttribute.Ip6Address(wanted.First(a => a.IsIPv6), HostPrefix),
        _ => ConfigurationAttribute.Request(type),
    };
}
