using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Agent;

/// <summary>The agent's configuration; null leaves a key out.</summary>
public sealed record AgentSettings
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    private static readonly GatewaySettings Peer = new();

    [JsonIgnore]
    public string Gateway { get; init; } = Addresses.Gateway;

    [JsonPropertyName("gateway")]
    public object GatewayOrList => Gateways ?? (object)Gateway;

    /// <summary>In place of <see cref="Gateway"/>: several, the preferred one first.</summary>
    [JsonIgnore]
    public IReadOnlyList<string>? Gateways { get; init; }

    public string? Failback { get; init; }

    public string? Identity { get; init; } = Peer.ClientIdentity;

    public string? Secret { get; init; } = Peer.Secret;

    public string? SecretFile { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? Certificate { get; init; }

    public string? PrivateKey { get; init; }

    public IReadOnlyList<string>? EapMethods { get; init; }

    public bool? EapOnly { get; init; }

    public string? EapServer { get; init; }

    public IReadOnlyList<string>? Trust { get; init; }

    public string? Revocation { get; init; }

    public bool? Resumption { get; init; }

    public bool? Redirect { get; init; }

    public string? Childless { get; init; }

    public string? Ppk { get; init; }

    public string? PpkFile { get; init; }

    public string? PpkId { get; init; }

    public bool? PpkRequired { get; init; }

    public string? GatewayIdentity { get; init; }

    public IReadOnlyList<string>? Ike { get; init; }

    public IReadOnlyList<string>? Esp { get; init; }

    public IReadOnlyList<string>? RemoteSubnets { get; init; }

    public string? ConnectTimeout { get; init; }

    public IReadOnlyList<string>? RequestAddress { get; init; }

    public IReadOnlyList<AgentChild>? Children { get; init; }

    public IReadOnlyList<AgentConnection>? Connections { get; init; }

    public IReadOnlyList<string>? LocalSubnets { get; init; }

    public string? RekeyTime { get; init; }

    public long? RekeyBytes { get; init; }

    public long? RekeyPackets { get; init; }

    public string? IkeRekeyTime { get; init; }

    public string? ReauthTime { get; init; }

    public bool? RekeyTest { get; init; }

    public bool? Mobike { get; init; }

    public bool? Fragmentation { get; init; }

    public string? DetectionTime { get; init; }

    public string? LivenessInterval { get; init; }

    public IReadOnlyList<string>? Probe { get; init; }

    public string? ProbeInterval { get; init; }

    /// <summary>auto, kernel or userspace.</summary>
    public string? Datapath { get; init; }

    /// <summary>auto, interface or policy.</summary>
    public string? Xfrm { get; init; }

    /// <summary>off, auto or a number.</summary>
    public string? PerCpuSas { get; init; }

    /// <summary>auto, force or off.</summary>
    public string? Tcp { get; init; }

    public int? TcpPort { get; init; }

    public string? TcpAfter { get; init; }

    public string? NatKeepalive { get; init; }

    public bool? KillSwitch { get; init; }

    public string? LocalNetwork { get; init; }

    public string? LogLevel { get; init; }

    public string? HangTimeout { get; init; }

    public string? WatchdogDevice { get; init; }

    public string? WatchdogTimeout { get; init; }

    public IReadOnlyList<string>? Uplinks { get; init; }

    public string? InternetCheck { get; init; }

    /// <summary>A login by name and password, as a user's three lines.</summary>
    public static AgentSettings Login(GatewaySettings gateway) => new()
    {
        Gateway = gateway.Identity, Identity = null, Secret = null, Username = gateway.User, Password = gateway.Password,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
