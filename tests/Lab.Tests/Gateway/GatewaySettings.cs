using Holdfast.Lab.Network;

namespace Holdfast.Lab.Gateway;

/// <summary>What the gateway offers and whom it lets in, in strongSwan's words; null leaves strongSwan's default.</summary>
public sealed record GatewaySettings
{
    public const string Connection = "psk";
    public const string ChildName = "net";

    public GatewayVersion Version { get; init; } = GatewayVersion.Installed;

    public string Ike { get; init; } = "aes128gcm16-prfsha256-x25519";

    public string Esp { get; init; } = "aes128gcm16";

    public string Identity { get; init; } = "gw.example.test";

    public string ClientIdentity { get; init; } = "psk-client";

    public string Secret { get; init; } = "correct horse battery staple";

    /// <summary>What the gateway proves itself with in place of the pre-shared key.</summary>
    public CertifiedKey? Certificate { get; init; }

    /// <summary>How it signs with the key of that, such as rsa/pss-sha256; null: as it likes.</summary>
    public string? Signature { get; init; }

    /// <summary>false: it neither announces nor takes hashes for signatures (RFC 7427).</summary>
    public bool? SignatureHashes { get; init; }

    /// <summary>How the client proves itself: psk, pubkey or eap-…; eap-radius asks a RADIUS server on the same machine.</summary>
    public string ClientAuthentication { get; init; } = "psk";

    /// <summary>How the client proves itself in a second round (RFC 4739): eap-….</summary>
    public string? FurtherAuthentication { get; init; }

    /// <summary>How the gateway proves itself: eap is by the method of the client's EAP alone (RFC 5998).</summary>
    public string? OwnAuthentication { get; init; }

    /// <summary>What the gateway proves itself with in a second round of its own.</summary>
    public CertifiedKey? FurtherCertificate { get; init; }

    /// <summary>no: the gateway knows nothing of RFC 4739.</summary>
    public string? MultipleAuthentication { get; init; }

    /// <summary>The highest that the TLS inside EAP speaks: 1.2 or 1.3.</summary>
    public string? TlsVersion { get; init; }

    /// <summary>Of the one user that may log in by EAP.</summary>
    public string User { get; init; } = "site7@example.test";

    public string Password { get; init; } = "0x battery, \\staple";

    /// <summary>Of the one post-quantum pre-shared key that it has; null: it has none.</summary>
    public string? PpkId { get; init; }

    public string PpkSecret { get; init; } = "0x7f10b2c8a3d94e5566778899aabbccddeeff00112233445566778899aabbccdd";

    public bool PpkRequired { get; init; }

    /// <summary>The addresses that it listens at, %any for all.</summary>
    public string LocalAddresses { get; init; } = Addresses.Gateway;

    /// <summary>The subnets behind the gateway.</summary>
    public IReadOnlyList<string> Subnets { get; init; } = [Addresses.LanV4, Addresses.LanV6];

    /// <summary>In place of the one child for <see cref="Subnets"/>.</summary>
    public IReadOnlyList<GatewayChild>? Children { get; init; }

    public IReadOnlyList<string> DnsServers { get; init; } = [Addresses.DnsServer];

    /// <summary>That the servers are for (INTERNAL_DNS_DOMAIN).</summary>
    public IReadOnlyList<string> DnsDomains { get; init; } = [];

    public bool VirtualIpv6 { get; init; } = true;

    /// <summary>false: the client keeps its own address.</summary>
    public bool VirtualAddresses { get; init; } = true;

    /// <summary>Of every child; `0s` for never.</summary>
    public string? ChildRekeyTime { get; init; }

    public string? ChildLifeTime { get; init; }

    /// <summary>Of the IKE SA.</summary>
    public string? RekeyTime { get; init; }

    /// <summary>The client is told of it (AUTH_LIFETIME, RFC 4478).</summary>
    public string? ReauthTime { get; init; }

    /// <summary>How long after the rekey or reauthentication time the IKE SA is deleted.</summary>
    public string? OverTime { get; init; }

    /// <summary>
    /// At most so much earlier than said a rekeying begins. Without it, it is as long as the over time or the rest of the
    /// life time, so that nothing short is ever rekeyed.
    /// </summary>
    public string? RandomTime { get; init; }

    /// <summary>allow, prefer, never or force (RFC 6023).</summary>
    public string? Childless { get; init; }

    public bool Mobike { get; init; } = true;

    /// <summary>yes, no, accept or force.</summary>
    public string Fragmentation { get; init; } = "yes";

    /// <summary>Largest IP datagram with a fragment of an IKE message, in bytes.</summary>
    public int? FragmentSize { get; init; }

    /// <summary>From this number of half-open IKE SAs on, cookies are demanded.</summary>
    public int? CookieThreshold { get; init; }

    /// <summary>How long after a rekeying of a Child SA packets of the old one are still received.</summary>
    public int? DeleteDelaySeconds { get; init; }

    /// <summary>ESP is the kernel's, not the daemon's own, which has no transport mode.</summary>
    public bool KernelEsp { get; init; }

    /// <summary>Child SAs for single CPUs (RFC 9611), with the kernel's ESP.</summary>
    public bool PerCpuSas { get; init; }

    /// <summary>Seconds until a request is sent again the first time.</summary>
    public double? RetransmitTimeout { get; init; }

    /// <summary>What happens when the client comes again: no, keep, replace or never.</summary>
    public string? Unique { get; init; }

    /// <summary>Before other work of the machine's; false where that itself is measured.</summary>
    public bool GoesFirst { get; init; } = true;

    public IReadOnlyList<GatewayChild> AllChildren => Children ?? [new GatewayChild(ChildName, Subnets)];
}
