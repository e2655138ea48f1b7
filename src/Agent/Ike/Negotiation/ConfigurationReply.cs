using Holdfast.Ike.Actions;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>The gateway's CFG_REPLY (RFC 7296 section 3.15), reduced to what makes sense as an address or name server.</summary>
public static class ConfigurationReply
{
    private const int MaximumAddresses = 8;

    public static TunnelConfiguration Read(
        SessionContext context, IReadOnlyList<Payload> payloads,
        IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote)
    {
        List<IpAddress> addresses = [];
        List<IpAddress> servers = [];
        foreach (ConfigurationAttribute attribute in Attributes(payloads))
        {
            List<IpAddress>? target = attribute.Type switch
            {
                ConfigurationAttributeType.InternalIp4Address or ConfigurationAttributeType.InternalIp6Address => addresses,
                ConfigurationAttributeType.InternalIp4Dns or ConfigurationAttributeType.InternalIp6Dns => servers,
                _ => null,
            };
            if (target is null || attribute.Data.IsEmpty)
                continue;
            if (TryAddress(attribute, out IpAddress address) && target.Count < MaximumAddresses)
                target.Add(address);
            else
                context.Note(NoteLevel.Warning, $"the gateway's {attribute.Type} is not usable and was left out");
        }

        if (addresses.Count == 0 && context.Settings.Requests.Count > 0)
            context.Note(NoteLevel.Warning, "the gateway assigned no inner address");
        return new TunnelConfiguration(addresses, servers, local, remote);
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
}
