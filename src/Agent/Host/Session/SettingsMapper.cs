using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>From the configuration's words to the protocol's.</summary>
public static class SettingsMapper
{
    public static IkeSettings Map(AgentConfig config, SecretBytes secret, bool exportKeys) => new()
    {
        LocalId = Identity(config.Identity, isInitiator: true),
        RemoteId = config.GatewayIdentity is { } gateway ? Identity(gateway, isInitiator: false) : null,
        Secret = secret,
        IkeProposals = [.. config.Ike.Select((p, i) => new Proposal((byte)(i + 1), ProtocolId.Ike, default, Transforms(p)))],
        Children =
        [
            new ChildSettings
            {
                Name = "net",
                Proposals = [.. config.Esp.Select((p, i) => new Proposal((byte)(i + 1), ProtocolId.Esp, default, Transforms(p)))],
                Local = LocalSelectors(config),
                Remote = [.. config.RemoteSubnets.Select(TrafficSelector.FromPrefix)],
            },
        ],
        Requests = Requests(config),
        Connecting = RetransmitPolicy.Default with { GiveUpAfter = config.ConnectTimeout },
        LivenessInterval = config.LivenessInterval,
        ExportKeys = exportKeys,
    };

    /// <summary>With a virtual address everything is offered, and the gateway narrows it to that address.</summary>
    private static IReadOnlyList<TrafficSelector> LocalSelectors(AgentConfig config)
    {
        List<TrafficSelector> selectors = [.. config.LocalSubnets.Select(TrafficSelector.FromPrefix)];
        selectors.AddRange(config.RequestAddress.Select(TrafficSelector.Any));
        return selectors;
    }

    private static List<ConfigurationAttributeType> Requests(AgentConfig config)
    {
        List<ConfigurationAttributeType> requests = [];
        foreach (IpFamily family in config.RequestAddress)
        {
            bool isIpv4 = family == IpFamily.IPv4;
            requests.Add(isIpv4 ? ConfigurationAttributeType.InternalIp4Address : ConfigurationAttributeType.InternalIp6Address);
            if (config.UseDns)
                requests.Add(isIpv4 ? ConfigurationAttributeType.InternalIp4Dns : ConfigurationAttributeType.InternalIp6Dns);
        }

        return requests;
    }

    private static IdPayload Identity(IdentityConfig identity, bool isInitiator) =>
        new(isInitiator, identity.Type, identity.Data);

    private static Transform[] Transforms(IkeProposalConfig proposal) =>
    [
        .. proposal.Encryptions.Select(e => Transform.Encryption(e.Id, e.KeyBits)),
        .. proposal.Integrities.Select(Transform.Integrity),
        .. proposal.Prfs.Select(Transform.Prf),
        .. proposal.KeyExchanges.Select(Transform.KeyExchange),
    ];

    private static Transform[] Transforms(EspProposalConfig proposal) =>
    [
        .. proposal.Encryptions.Select(e => Transform.Encryption(e.Id, e.KeyBits)),
        .. proposal.Integrities.Select(Transform.Integrity),
        .. proposal.KeyExchanges.Select(Transform.KeyExchange),
        .. proposal.ExtendedSequenceNumbers.Select(isExtended =>
            Transform.SequenceNumbers(isExtended ? SequenceNumbersId.Extended : SequenceNumbersId.NotExtended)),
    ];
}
