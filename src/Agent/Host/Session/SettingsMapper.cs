using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Host.Trust;
using Holdfast.Ike;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Login;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Host.Session;

/// <summary>From the configuration's words to the protocol's.</summary>
public static class SettingsMapper
{
    private static readonly IpFamily[] BothFamilies = [IpFamily.IPv4, IpFamily.IPv6];

    public static IkeSettings Map(ConnectionConfig config, Credential credential, bool exportKeys)
    {
        IkeSettings settings = new()
        {
            LocalId = LocalId(config, credential),
            RemoteId = RemoteId(config, 0),
            EapServer = config.Login.EapServer is { } server ? Identity(server, isInitiator: false) : null,
            Credential = credential,
            EapOnly = config.Login.EapOnly,
            Gateway = Proof(config, credential),
            Ppk = credential.Ppk,
            IkeProposals = [.. config.Ike.Select((p, i) => new Proposal((byte)(i + 1), ProtocolId.Ike, default, Transforms(p)))],
            Children = Children(config),
            SinglePairs = config.SinglePairs,
            Requests = Requests(config),
            IkeLifetime = SaLifetime.Of(config.IkeRekeyTime),
            Reauthentication = config.ReauthTime,
            Mobike = config.Mobike,
            ForbidNat = config.ForbidNat,
            Fragmentation = config.Fragmentation,
            Resumption = config.Resumption,
            FullTranscript = config.FullTranscript,
            Childless = Childless(config.Childless),
            Connecting = Repetition(config) with { GiveUpAfter = config.ConnectTimeout },
            Established = Repetition(config) with { GiveUpAfter = GiveUpAfter(config) },
            LivenessInterval = config.LivenessInterval,
            DetectionTime = config.DetectionTime,
            ExportKeys = exportKeys,
        };
        return config.RekeyTest ? settings : settings with { RekeySelfTest = null };
    }

    /// <summary>Whom this gateway of the connection has to prove to be.</summary>
    public static IdPayload? RemoteId(ConnectionConfig config, int gateway) =>
        config.Gateways[gateway].Identity is { } identity ? Identity(identity, isInitiator: false) : null;

    /// <summary>The same settings for another credential of the connection's.</summary>
    public static IkeSettings With(IkeSettings settings, ConnectionConfig config, Credential credential) =>
        settings with
        {
            LocalId = LocalId(config, credential), Credential = credential, Ppk = credential.Ppk, Gateway = Proof(config, credential),
        };

    private static ChildlessChoice Childless(ChildlessWord word) => word switch
    {
        ChildlessWord.Never => ChildlessChoice.Never,
        ChildlessWord.Force => ChildlessChoice.Force,
        _ => ChildlessChoice.Auto,
    };

    /// <summary>A link that costs by the byte, and a gateway with thousands of sites, are spared.</summary>
    private static RetransmitPolicy Repetition(ConnectionConfig config) =>
        config.Metered || config.Fleet > 1 ? RetransmitPolicy.Default : RetransmitPolicy.Quick;

    /// <summary>
    /// Long after its path is suspect and another is being built beside it: gateways keep a silent client for minutes, and where the way
    /// to it comes back before, nothing has to be made anew.
    /// </summary>
    private static TimeSpan GiveUpAfter(ConnectionConfig config) =>
        Time.Instant.Longer(TimeSpan.FromMinutes(5), config.DetectionTime * 2);

    private static IdPayload? LocalId(ConnectionConfig config, Credential credential) =>
        config.Identity is { } own ? Identity(own, isInitiator: true) : OwnKey.Subject(credential);

    private static GatewayProof Proof(ConnectionConfig config, Credential credential) => credential.Rounds[0] is SharedKey psk
        ? new SharedKeyProof(psk.Secret)
        : new CertificateProof(config.Login.Revocation != RevocationChoice.Off);

    /// <summary>Transport mode is one pair already, that of the two hosts.</summary>
    private static List<ChildSettings> Children(ConnectionConfig config)
    {
        List<ChildSettings> children = [];
        foreach (ChildConfig child in config.Children)
        {
            ChildSettings whole = Map(config, child);
            IReadOnlyList<ChildSettings> pairs = config.SinglePairs && !child.IsTransport ? whole.Pairs() : [];
            if (pairs.Count > 0)
                children.AddRange(pairs);
            else
                children.Add(whole);
        }

        return children;
    }

    private static ChildSettings Map(ConnectionConfig config, ChildConfig child) => new()
    {
        Name = child.Name,
        Proposals = [.. child.Esp.Select((p, i) => new Proposal((byte)(i + 1), ProtocolId.Esp, default, Transforms(p)))],
        Local = LocalSelectors(config, child),
        Remote = [.. child.Remote.SelectMany(s => s.For(BothFamilies.Select(AddressSpan.All)))],
        Mode = child.IsTransport ? EspMode.Transport : EspMode.Tunnel,
        Lifetime = new ChildLifetime(SaLifetime.Of(child.RekeyTime), child.RekeyBytes, child.RekeyPackets),
    };

    /// <summary>
    /// With a virtual address everything is offered, and the gateway narrows it to that address. Transport mode is narrowed
    /// to the outer addresses when they are known.
    /// </summary>
    private static IReadOnlyList<TrafficSelector> LocalSelectors(ConnectionConfig config, ChildConfig child)
    {
        IEnumerable<AddressSpan> own = (child.IsTransport ? BothFamilies : config.RequestAddress).Select(AddressSpan.All);
        List<TrafficSelector> selectors = [.. child.Local.SelectMany(s => s.For(own))];
        if (child.Local.All(s => s.Addresses is not null))
            selectors.AddRange(config.RequestAddress.Select(TrafficSelector.Any));
        return selectors;
    }

    private static List<ConfigurationAttributeType> Requests(ConnectionConfig config)
    {
        List<ConfigurationAttributeType> requests = [];
        foreach (IpFamily family in config.RequestAddress)
        {
            bool isIpv4 = family == IpFamily.IPv4;
            requests.Add(isIpv4 ? ConfigurationAttributeType.InternalIp4Address : ConfigurationAttributeType.InternalIp6Address);
            requests.Add(isIpv4 ? ConfigurationAttributeType.InternalIp4Subnet : ConfigurationAttributeType.InternalIp6Subnet);
            if (config.UseDns)
                requests.Add(isIpv4 ? ConfigurationAttributeType.InternalIp4Dns : ConfigurationAttributeType.InternalIp6Dns);
            if (config.UseDns && config.EncryptedDns)
                requests.Add(isIpv4 ? ConfigurationAttributeType.EncryptedDnsIp4 : ConfigurationAttributeType.EncryptedDnsIp6);
        }

        if (config.UseDns && requests.Count > 0)
            requests.Add(ConfigurationAttributeType.InternalDnsDomain);
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
        .. proposal.Additional.Select(Additional),
    ];

    private static Transform Additional(AdditionalChoice choice) => new AdditionalExchange(choice.Number, choice.Method).ToTransform();

    private static Transform[] Transforms(EspProposalConfig proposal) =>
    [
        .. proposal.Encryptions.Select(e => Transform.Encryption(e.Id, e.KeyBits)),
        .. proposal.Integrities.Select(Transform.Integrity),
        .. proposal.KeyExchanges.Select(Transform.KeyExchange),
        .. proposal.Additional.Select(Additional),
        .. proposal.ExtendedSequenceNumbers.Select(isExtended =>
            Transform.SequenceNumbers(isExtended ? SequenceNumbersId.Extended : SequenceNumbersId.NotExtended)),
    ];
}
