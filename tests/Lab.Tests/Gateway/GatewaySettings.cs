using Holdfast.Lab.Network;

namespace Holdfast.Lab.Gateway;

/// <summary>What the gateway offers and whom it lets in, in strongSwan's words.</summary>
public sealed record GatewaySettings
{
    public const string Connection = "psk";

    public string Ike { get; init; } = "aes128gcm16-prfsha256-x25519";

    public string Esp { get; init; } = "aes128gcm16";

    public string Identity { get; init; } = "gw.example.test";

    public string ClientIdentity { get; init; } = "psk-client";

    public string Secret { get; init; } = "correct horse battery staple";

    /// <summary>The subnets behind the gateway.</summary>
    public IReadOnlyList<string> Subnets { get; init; } = [Addresses.LanV4, Addresses.LanV6];

    public IReadOnlyList<string> DnsServers { get; init; } = [Addresses.DnsServer];

    public bool VirtualIpv6 { get; init; } = true;
}
