using Microsoft.Extensions.Configuration;

namespace Holdfast.Config;

/// <summary>
/// What the binding generator fills in: the values of one scope with those that it inherits, typed, not yet validated. A key that takes one string or a
/// list is bound twice; the provider gives a value to the one or children to the other.
/// </summary>
internal sealed class RawOptions
{
    public string? Name { get; set; }

    public string? Profile { get; set; }

    public bool? SinglePairs { get; set; }

    [ConfigurationKeyName(ConfigKeys.Gateway)]
    public string? SingleGateway { get; set; }

    public string[]? Gateway { get; set; }

    public string? Identity { get; set; }

    public string? Secret { get; set; }

    public string? SecretFile { get; set; }

    public string? Username { get; set; }

    public string? Password { get; set; }

    public string? PasswordFile { get; set; }

    [ConfigurationKeyName(ConfigKeys.EapMethods)]
    public string? SingleEapMethod { get; set; }

    public string[]? EapMethods { get; set; }

    public bool? EapOnly { get; set; }

    public string? EapServer { get; set; }

    public string? Certificate { get; set; }

    public string? PrivateKey { get; set; }

    [ConfigurationKeyName(ConfigKeys.Trust)]
    public string? SingleTrust { get; set; }

    public string[]? Trust { get; set; }

    public string? Revocation { get; set; }

    public string? Ppk { get; set; }

    public string? PpkFile { get; set; }

    public string? PpkId { get; set; }

    public bool? PpkRequired { get; set; }

    public string? GatewayIdentity { get; set; }

    [ConfigurationKeyName(ConfigKeys.Ike)]
    public string? SingleIke { get; set; }

    public string[]? Ike { get; set; }

    [ConfigurationKeyName(ConfigKeys.Esp)]
    public string? SingleEsp { get; set; }

    public string[]? Esp { get; set; }

    [ConfigurationKeyName(ConfigKeys.RemoteSubnets)]
    public string? SingleRemoteSubnet { get; set; }

    public string[]? RemoteSubnets { get; set; }

    [ConfigurationKeyName(ConfigKeys.LocalSubnets)]
    public string? SingleLocalSubnet { get; set; }

    public string[]? LocalSubnets { get; set; }

    [ConfigurationKeyName(ConfigKeys.RequestAddress)]
    public string? SingleRequestAddress { get; set; }

    public string[]? RequestAddress { get; set; }

    public bool? UseDns { get; set; }

    public bool? EncryptedDns { get; set; }

    public string? DnsMode { get; set; }

    public string? TunName { get; set; }

    public uint? Mtu { get; set; }

    public uint? Port { get; set; }

    public uint? NattPort { get; set; }

    public string? Tcp { get; set; }

    public uint? TcpPort { get; set; }

    public string? TcpAfter { get; set; }

    public string? ConnectTimeout { get; set; }

    public string? Failback { get; set; }

    public uint? Fleet { get; set; }

    public string? LivenessInterval { get; set; }

    public string? DetectionTime { get; set; }

    public string? NatKeepalive { get; set; }

    public bool? Metered { get; set; }

    public string? RebootAfter { get; set; }
    [ConfigurationKeyName(ConfigKeys.Probe)]
    public string? SingleProbe { get; set; }

    public string[]? Probe { get; set; }

    public string? ProbeInterval { get; set; }

    public bool? KillSwitch { get; set; }

    public string? LocalNetwork { get; set; }

    public uint? RouteTable { get; set; }

    public string? FwMark { get; set; }

    public string? Mode { get; set; }

    public string? RekeyTime { get; set; }

    public ulong? RekeyBytes { get; set; }

    public ulong? RekeyPackets { get; set; }

    public string? IkeRekeyTime { get; set; }

    public string? ReauthTime { get; set; }

    public bool? RekeyTest { get; set; }

    public bool? Mobike { get; set; }

    public bool? Fragmentation { get; set; }

    public bool? Resumption { get; set; }

    public bool? FullTranscript { get; set; }

    public bool? Redirect { get; set; }

    public string? Childless { get; set; }

    public bool? ForbidNat { get; set; }

    public string? DataPath { get; set; }

    public string? Xfrm { get; set; }

    public string? Offload { get; set; }

    public string? PerCpuSas { get; set; }

    public string? LogLevel { get; set; }

    public string? WatchdogDevice { get; set; }

    public string? WatchdogTimeout { get; set; }

    public string? HangTimeout { get; set; }
    [ConfigurationKeyName(ConfigKeys.Uplinks)]
    public string? SingleUplink { get; set; }

    public string[]? Uplinks { get; set; }

    public string? InternetCheck { get; set; }
}
