using System.Text.Json.Serialization;

namespace Holdfast.Host.Control;

/// <summary>What <c>holdfast status --json</c> prints. Names and units are an interface; new members may come.</summary>
public sealed record StatusReport
{
    public required string Version { get; init; }

    /// <summary>resolving, connecting, connected or waiting.</summary>
    public required string State { get; init; }

    public required string Gateway { get; init; }

    /// <summary>Address in use, or tried last.</summary>
    public string? GatewayAddress { get; init; }

    /// <summary>Why the session before is over, or what is waited for.</summary>
    public string? LastProblem { get; init; }

    public double UptimeSeconds { get; init; }

    /// <summary>Sessions that stood since the process began.</summary>
    public long Sessions { get; init; }

    public long ResidentBytes { get; init; }

    public SessionReport? Session { get; init; }
}

/// <summary>A session that stands.</summary>
public sealed record SessionReport
{
    public required double ConnectedSeconds { get; init; }

    public required string PeerIdentity { get; init; }

    public required string IkeProposal { get; init; }

    public required string IkeSpis { get; init; }

    public required bool LocalBehindNat { get; init; }

    public required bool GatewayBehindNat { get; init; }

    public required string Datapath { get; init; }

    public required string Device { get; init; }

    public required int Mtu { get; init; }

    public required IReadOnlyList<string> Addresses { get; init; }

    public required IReadOnlyList<string> DnsServers { get; init; }

    public required IReadOnlyList<ChildReport> Children { get; init; }

    /// <summary>Packets that were dropped, by reason; reasons that never occurred are left out.</summary>
    public required IReadOnlyDictionary<string, long> Drops { get; init; }

    public required long IkeRetransmitted { get; init; }

    /// <summary>IKE messages that were not acted on.</summary>
    public required long IkeIgnored { get; init; }
}

/// <summary>One Child SA; packets and bytes are of the inner traffic.</summary>
public sealed record ChildReport(
    string InboundSpi, string OutboundSpi, string Proposal, IReadOnlyList<string> Local, IReadOnlyList<string> Remote,
    long PacketsIn, long BytesIn, long PacketsOut, long BytesOut);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(StatusReport))]
internal sealed partial class StatusJson : JsonSerializerContext;
