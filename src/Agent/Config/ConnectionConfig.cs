using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>
/// One valid connection. What its members default to when the file leaves them out is in <see cref="ConfigDefaults"/>.
/// </summary>
public sealed record ConnectionConfig
{
    /// <summary>For logs and status; unique.</summary>
    public required string Name { get; init; }

    /// <summary>The kind of gateway, whose defaults are in the other members already; null: any.</summary>
    public required string? Profile { get; init; }

    /// <summary>The gateway has one Child SA for each pair of subnets.</summary>
    public required bool SinglePairs { get; init; }

    /// <summary>Place in the file, from 0; device, routing table and rules are numbered by it.</summary>
    public required int Index { get; init; }

    /// <summary>Never empty; the first is preferred.</summary>
    public required IReadOnlyList<GatewayConfig> Gateways { get; init; }

    /// <summary>The preferred one's host name or address.</summary>
    public string Gateway => Gateways[0].Host;

    public required LoginConfig Login { get; init; }

    /// <summary>IDi; null: the address that is connected from, or the certificate's subject.</summary>
    public required IdentityConfig? Identity { get; init; }

    /// <summary>
    /// The pre-shared key, or the password of a login of one round; null when <see cref="SecretFile"/> is to be read, or there is none for a key. Whoever drops the configuration disposes
    /// it.
    /// </summary>
    public required SecretBytes? Secret { get; init; }

    /// <summary>
    /// Where the text is that <see cref="SecretText"/> makes the secret of, as <see cref="SourceText"/> names it; null when the secret
    /// is here.
    /// </summary>
    public required string? SecretFile { get; init; }

    /// <summary>Null: none is offered.</summary>
    public required PpkConfig? Ppk { get; init; }

    /// <summary>The password of a second round (<see cref="LoginConfig.ThenEap"/>); else, or with <see cref="PasswordFile"/>, null.</summary>
    public required SecretBytes? Password { get; init; }

    /// <summary>As <see cref="SecretFile"/>.</summary>
    public required string? PasswordFile { get; init; }

    /// <summary>Of the preferred gateway.</summary>
    public IdentityConfig? GatewayIdentity => Gateways[0].Identity;

    public required IReadOnlyList<IkeProposalConfig> Ike { get; init; }

    /// <summary>Never empty; names differ.</summary>
    public required IReadOnlyList<ChildConfig> Children { get; init; }

    /// <summary>Families of virtual address to ask for; may be empty.</summary>
    public required IReadOnlyList<IpFamily> RequestAddress { get; init; }

    public required bool UseDns { get; init; }

    /// <summary>RFC 9464.</summary>
    public required bool EncryptedDns { get; init; }

    /// <summary>In which way of the system's.</summary>
    public required NameWayChoice DnsMode { get; init; }

    public required string TunName { get; init; }

    /// <summary>Octets; 0 lets the agent choose.</summary>
    public required int Mtu { get; init; }

    public required ushort Port { get; init; }

    public required ushort NattPort { get; init; }

    public required TcpChoice Tcp { get; init; }

    /// <summary>0: the usual ones.</summary>
    public required ushort TcpPort { get; init; }

    /// <summary>Never empty; the first is tried first. The port of NAT traversal, then the one that leads out of nearly every network.</summary>
    public ushort[] TcpPorts => TcpPort == 0 ? [ConfigDefaults.NattPort, ConfigDefaults.HttpsPort] : [TcpPort];

    /// <summary>It may come to that.</summary>
    public bool MayUseTcp => Tcp != TcpChoice.Off && DataPath != DataPathChoice.Kernel;

    /// <summary>So long UDP has to fail.</summary>
    public required TimeSpan TcpAfter { get; init; }

    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>Sites that have the same gateway: what all of them suffer at once they answer spread over a time.</summary>
    public required int Fleet { get; init; }

    /// <summary>After so long on another gateway a preferred one is tried again; doubling.</summary>
    public required TimeSpan Failback { get; init; }

    public required TimeSpan LivenessInterval { get; init; }

    /// <summary>Silence of the gateway, after packets or a question, that makes the way to it suspect.</summary>
    public required TimeSpan DetectionTime { get; init; }

    /// <summary>Null: it is learned.</summary>
    public required TimeSpan? NatKeepalive { get; init; }

    /// <summary>Addresses in the tunnel that are asked for an echo; empty: none is.</summary>
    public required IReadOnlyList<IpAddress> Probe { get; init; }

    public required TimeSpan ProbeInterval { get; init; }

    /// <summary>Each byte on the link costs: as little as possible is sent of our own accord.</summary>
    public required bool Metered { get; init; }

    /// <summary>Without a tunnel for so long, the machine may be rebooted; null: never.</summary>
    public required TimeSpan? RebootAfter { get; init; }

    /// <summary>Hard end of an IKE SA's keys.</summary>
    public required TimeSpan IkeRekeyTime { get; init; }

    /// <summary>Age at which the session is authenticated anew; null leaves it to the gateway.</summary>
    public required TimeSpan? ReauthTime { get; init; }

    /// <summary>Whether a rekey soon after the first connection shows if the gateway accepts ours.</summary>
    public required bool RekeyTest { get; init; }

    public required bool Mobike { get; init; }

    public required bool Fragmentation { get; init; }

    /// <summary>RFC 5723.</summary>
    public required bool Resumption { get; init; }

    /// <summary>AUTH covers both messages of IKE_SA_INIT where the gateway can (draft-ietf-ipsecme-ikev2-downgrade-prevention).</summary>
    public required bool FullTranscript { get; init; }

    /// <summary>The gateway may send us to another one (RFC 5685).</summary>
    public required bool Redirect { get; init; }

    public required ChildlessWord Childless { get; init; }

    public required bool ForbidNat { get; init; }

    public required DataPathChoice DataPath { get; init; }

    public required XfrmChoice Xfrm { get; init; }

    public required OffloadChoice Offload { get; init; }

    /// <summary>Child SAs for single CPUs beside each, at most; 0: none.</summary>
    public required int PerCpuSas { get; init; }

    /// <summary>What <see cref="ChildConfig.Remote"/> selects leaves through the tunnel or not at all.</summary>
    public required bool KillSwitch { get; init; }

    public required LocalNetworkChoice LocalNetwork { get; init; }

    public required uint RouteTable { get; init; }

    public required uint FwMark { get; init; }

    /// <summary>A secret stands in the file itself.</summary>
    public bool HoldsSecret => Secret is not null || Password is not null || Ppk is { Secret: not null, File: null };

    /// <summary>Everything of one family or of both goes through the tunnel.</summary>
    public bool IsFullTunnel => Children.Any(child => child.TakesAll(IpFamily.IPv4) || child.TakesAll(IpFamily.IPv6));

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Name}: {Identity?.ToString() ?? Login.CertificateFile ?? Login.UserName} at {InputText.Quote(Gateway)}";
}
