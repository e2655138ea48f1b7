using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Login;
using Holdfast.Wire;

namespace Holdfast.Ike;

/// <summary>One connection, in the terms of the protocol.</summary>
public sealed record IkeSettings
{
    /// <summary>IDi; null: the address that is connected from.</summary>
    public required IdPayload? LocalId { get; init; }

    /// <summary>The IDr that is asked for, but for a distinguished name, and demanded; null accepts any that proves to be the gateway.</summary>
    public IdPayload? RemoteId { get; init; }

    /// <summary>Whom the TLS server inside EAP is to be; null: the gateway.</summary>
    public IdPayload? EapServer { get; init; }

    public required Credential Credential { get; init; }

    public required GatewayProof Gateway { get; init; }

    /// <summary>RFC 8784; null: none is offered.</summary>
    public Ppk? Ppk { get; init; }

    /// <summary>
    /// The gateway may prove itself inside EAP alone (RFC 5998): then the first of EAP leaves for whoever answers.
    /// </summary>
    public bool EapOnly { get; init; }

    /// <summary>Offered for the IKE SA, numbered from 1, best first, without SPI.</summary>
    public required IReadOnlyList<Proposal> IkeProposals { get; init; }

    /// <summary>The Child SAs wanted; the first is asked for in IKE_AUTH, the others after it.</summary>
    public required IReadOnlyList<ChildSettings> Children { get; init; }

    /// <summary>
    /// The gateway has one Child SA for each pair of selectors: <see cref="Children"/> are such pairs, and one that it makes besides is in
    /// place of the one that stands.
    /// </summary>
    public bool SinglePairs { get; init; }

    /// <summary>Attributes of the CFG_REQUEST; empty sends none.</summary>
    public IReadOnlyList<ConfigurationAttributeType> Requests { get; init; } = [];

    /// <summary>Addresses to ask for again, at most one a family; those of the session that this one replaces.</summary>
    public IReadOnlyList<IpAddress> WantedAddresses { get; init; } = [];

    /// <summary>Tells the gateway to drop what it still has of us; off when this session replaces one that stands.</summary>
    public bool InitialContact { get; init; } = true;

    public SaLifetime IkeLifetime { get; init; } = SaLifetime.IkeDefault;

    /// <summary>After the first Child SA, the delay of a rekey that shows whether the gateway accepts ours; null for none.</summary>
    public TimeSpan? RekeySelfTest { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Age at which the session is to be replaced by a newly authenticated one; null leaves it to the gateway.</summary>
    public TimeSpan? Reauthentication { get; init; }

    /// <summary>RFC 4555.</summary>
    public bool Mobike { get; init; } = true;

    /// <summary>NO_NATS_ALLOWED of RFC 4555 section 3.9: a NAT in the path ends the session.</summary>
    public bool ForbidNat { get; init; }

    /// <summary>RFC 7383.</summary>
    public bool Fragmentation { get; init; } = true;

    /// <summary>Tickets are asked for (RFC 5723), and used where there is one.</summary>
    public bool Resumption { get; init; } = true;

    /// <summary>AUTH covers both messages of IKE_SA_INIT where the gateway can (draft-ietf-ipsecme-ikev2-downgrade-prevention).</summary>
    public bool FullTranscript { get; init; } = true;

    /// <summary>Child SAs for single CPUs beside each that stands for all of them (RFC 9611), at most; 0: they are not asked for.</summary>
    public int PerCpuSas { get; init; }

    /// <summary>RFC 6023.</summary>
    public ChildlessChoice Childless { get; init; }

    /// <summary>The gateway may send us to another one (RFC 5685).</summary>
    public bool FollowsRedirects { get; init; }

    /// <summary>Who sent us to this gateway; null: nobody did.</summary>
    public IpAddress? RedirectedFrom { get; init; }

    public RetransmitPolicy Connecting { get; init; } = RetransmitPolicy.Default;

    /// <summary>For IKE_SA_INIT as long as nobody answers at all; null: <see cref="Connecting"/> counts from the beginning.</summary>
    public RetransmitPolicy? Unanswered { get; init; }

    public RetransmitPolicy Established { get; init; } = RetransmitPolicy.Default;

    /// <summary>Silence of the gateway after which it is asked whether it lives.</summary>
    public TimeSpan LivenessInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Silence after our packets, or after a question, that makes the path suspect.</summary>
    public TimeSpan DetectionTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// IKE_SA_INIT goes to the port of NAT traversal already (RFC 7296 section 2.23), for networks that filter the other. The path
    /// that the session begins with has the ports of that.
    /// </summary>
    public bool StartOnNatPort { get; init; }

    /// <summary>
    /// Makes the gateway encapsulate ESP in UDP also where no NAT is, by a source hash that cannot match; the userspace
    /// data path has nothing else.
    /// </summary>
    public bool ForceEncapsulation { get; init; } = true;

    /// <summary>
    /// ESP may be in IP, not in UDP, where a gateway resumes a session without NAT detection and there is no NAT: the kernel can that.
    /// </summary>
    public bool BareEsp { get; init; }

    /// <summary>Hands the keys out by <see cref="Actions.ExportIkeKeys"/>.</summary>
    public bool ExportKeys { get; init; }
}
