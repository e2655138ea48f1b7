using Holdfast.Crypto;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike;

/// <summary>One connection, in the terms of the protocol.</summary>
public sealed record IkeSettings
{
    /// <summary>IDi.</summary>
    public required IdPayload LocalId { get; init; }

    /// <summary>The IDr that is asked for and demanded; null accepts any that proves knowledge of the secret.</summary>
    public IdPayload? RemoteId { get; init; }

    /// <summary>The pre-shared key.</summary>
    public required SecretBytes Secret { get; init; }

    /// <summary>Offered for the IKE SA, numbered from 1, best first, without SPI.</summary>
    public required IReadOnlyList<Proposal> IkeProposals { get; init; }

    /// <summary>Offered for the Child SA, numbered from 1, best first; the SPI is put in when it is drawn.</summary>
    public required IReadOnlyList<Proposal> EspProposals { get; init; }

    /// <summary>TSi as offered; the gateway may narrow them.</summary>
    public required IReadOnlyList<TrafficSelector> LocalSelectors { get; init; }

    /// <summary>TSr as offered; the gateway may narrow them.</summary>
    public required IReadOnlyList<TrafficSelector> RemoteSelectors { get; init; }

    /// <summary>Attributes of the CFG_REQUEST; empty sends none.</summary>
    public IReadOnlyList<ConfigurationAttributeType> Requests { get; init; } = [];

    public RetransmitPolicy Connecting { get; init; } = RetransmitPolicy.Default;

    public RetransmitPolicy Established { get; init; } = RetransmitPolicy.Default;

    /// <summary>Silence of the gateway after which it is asked whether it lives.</summary>
    public TimeSpan LivenessInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Makes the gateway encapsulate ESP in UDP also where no NAT is, by a source hash that cannot match; the userspace
    /// data path has nothing else.
    /// </summary>
    public bool ForceEncapsulation { get; init; } = true;

    /// <summary>Hands the keys out by <see cref="Actions.ExportIkeKeys"/>.</summary>
    public bool ExportKeys { get; init; }
}
