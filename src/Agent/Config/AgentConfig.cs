using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>
/// A valid configuration. What its members default to when the file leaves them out is in <see cref="ConfigDefaults"/>.
/// </summary>
public sealed record AgentConfig
{
    /// <summary>Host name or address.</summary>
    public required string Gateway { get; init; }

    /// <summary>IDi.</summary>
    public required IdentityConfig Identity { get; init; }

    /// <summary>
    /// The pre-shared key; null when <see cref="SecretFile"/> is to be read. Whoever drops the configuration disposes
    /// it.
    /// </summary>
    public required SecretBytes? Secret { get; init; }

    /// <summary>
    /// File whose content <see cref="SecretText.TryReadFile"/> makes the secret, by its path from the
    /// configuration's folder; null when the secret is here.
    /// </summary>
    public required string? SecretFile { get; init; }

    /// <summary>The IDr to insist on; null takes the gateway's own.</summary>
    public required IdentityConfig? GatewayIdentity { get; init; }

    public required IReadOnlyList<IkeProposalConfig> Ike { get; init; }

    public required IReadOnlyList<EspProposalConfig> Esp { get; init; }

    /// <summary>Networks behind the gateway, never empty.</summary>
    public required IReadOnlyList<IpPrefix> RemoteSubnets { get; init; }

    /// <summary>Networks of this site; empty for the virtual address alone.</summary>
    public required IReadOnlyList<IpPrefix> LocalSubnets { get; init; }

    /// <summary>Families of virtual address to ask for; may be empty.</summary>
    public required IReadOnlyList<IpFamily> RequestAddress { get; init; }

    public required bool UseDns { get; init; }

    public required string TunName { get; init; }

    /// <summary>Octets; 0 lets the agent choose.</summary>
    public required int Mtu { get; init; }

    public required ushort Port { get; init; }

    public required ushort NattPort { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    public required TimeSpan LivenessInterval { get; init; }

    public required TimeSpan NatKeepalive { get; init; }

    public required uint RouteTable { get; init; }

    public required uint FwMark { get; init; }

    public required LogLevel LogLevel { get; init; }

    /// <summary>What an agent with this configuration does, line by line, for people. Never the secret.</summary>
    public IReadOnlyList<string> Describe() => ConfigDescription.Lines(this);

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"AgentConfig {{ {Identity} at {InputText.Quote(Gateway)} }}";
}
