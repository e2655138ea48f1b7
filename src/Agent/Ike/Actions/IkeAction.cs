using Holdfast.Esp;
using Holdfast.Ike.Login;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Actions;

/// <summary>What the session asks of its owner, to be carried out in the order of <c>TryDequeue</c>.</summary>
public abstract record IkeAction;

/// <summary>Send one IKE message, which starts with the IKE header.</summary>
public sealed record Send(IkeTransport Transport, ReadOnlyMemory<byte> Message) : IkeAction;

/// <summary>
/// Accept what arrives on a Child SA from now on, and with <paramref name="SendToo"/> send through it as well. The receiver
/// owns the keys. <paramref name="Replaces"/> is the inbound SPI of the Child SA that it follows in a rekey.
/// </summary>
public sealed record InstallChild(ChildSaSpec Spec, bool SendToo = true, uint? Replaces = null) : IkeAction;

/// <summary>From now on what goes out goes through this Child SA, and no longer through the one it replaces.</summary>
public sealed record SendThrough(uint InboundSpi) : IkeAction;

/// <summary>Send nothing more through this Child SA; what still arrives is accepted.</summary>
public sealed record StopSending(uint InboundSpi) : IkeAction;

/// <summary>Take a Child SA out of work, both directions.</summary>
public sealed record RemoveChild(uint InboundSpi) : IkeAction;

/// <summary>A Child SA that was asked for can't be had now; it is asked for again at <paramref name="NextTry"/>.</summary>
public sealed record ChildFailed(string Name, IkeFault Fault, Instant NextTry) : IkeAction;

/// <summary>Give the tunnel these addresses, routes and name servers in place of any before.</summary>
public sealed record ConfigureTunnel(TunnelConfiguration Configuration) : IkeAction;

/// <summary>The session stands: authenticated both ways, with a Child SA.</summary>
public sealed record SessionUp(SessionDetails Details) : IkeAction;

/// <summary>Something that <c>status</c> tells has changed: an IKE SA was rekeyed, or the path is another.</summary>
public sealed record SessionChanged(SessionDetails Details) : IkeAction;

/// <summary>
/// The session is to be replaced by a newly authenticated one before <paramref name="Deadline"/>, while it still stands.
/// </summary>
public sealed record ReauthenticationDue(Instant Deadline, string Why) : IkeAction;

/// <summary>Other addresses of the gateway, which it named itself (RFC 4555 section 3.4); the one in use is not among them.</summary>
public sealed record GatewayAddresses(IReadOnlyList<IpAddress> Addresses) : IkeAction;

/// <summary>The gateway wants the session to be another one's (RFC 5685 section 5); this one stands until then.</summary>
public sealed record GatewayRedirects(Redirects.RedirectTarget Target) : IkeAction;

/// <summary>
/// The gateway said how it sees us, behind a NAT (RFC 4555 section 3.8). <paramref name="IsSame"/>: as at the last time; null: there
/// was none. <paramref name="AskedAt"/> is when the request was first sent.
/// </summary>
public sealed record NatMappingSeen(bool? IsSame, Instant AskedAt) : IkeAction;

/// <summary>
/// The gateway has been silent for the detection time: try another way to it, if there is one. Comes again for every detection time
/// that the silence lasts.
/// </summary>
public sealed record PathSuspect : IkeAction;

/// <summary>The gateway is heard again after <see cref="PathSuspect"/>.</summary>
public sealed record PathAlive : IkeAction;

/// <summary>
/// The gateway answers, but packets go out and none come back. Comes once until some do, or until
/// <see cref="IkeSession.HandleDataSilence"/> says so anew.
/// </summary>
public sealed record DataPathSuspect : IkeAction;

/// <summary>The gateway gave a ticket to come back with; it takes the place of the one before. The receiver owns it.</summary>
public sealed record TicketGranted(Resumption.ResumptionTicket Ticket) : IkeAction;

/// <summary>What the gateway makes of a ticket can't be used here, and never will.</summary>
public sealed record ResumptionUseless : IkeAction;

/// <summary>Somebody answered IKE_SA_INIT for the first time in this session; it may be anybody.</summary>
public sealed record GatewayAnswered : IkeAction;

/// <summary>The session is over, whether it ever stood or not. Always the last action.</summary>
public sealed record SessionDown(IkeFault Fault) : IkeAction;

/// <summary>
/// Find out whether the gateway is who it says to be, and say so by <see cref="IkeSession.HandleVerdict"/> with the token;
/// soon, as the gateway waits.
/// </summary>
public sealed record CheckGateway(long Token, GatewayClaim Claim) : IkeAction;

/// <summary>One line for the log; never a secret.</summary>
public sealed record Note(NoteLevel Level, string Text) : IkeAction;

/// <summary>The IKE SA's keys, for a capture to be decrypted; only when <see cref="IkeSettings.ExportKeys"/> is set.</summary>
public sealed record ExportIkeKeys(
    ulong InitiatorSpi, ulong ResponderSpi, Negotiation.IkeSuite Suite, Keys.IkeKeys Keys) : IkeAction;

public enum NoteLevel
{
    Warning,
    Info,
    Debug,
}

/// <summary>
/// What the gateway granted, of all Child SAs together. <paramref name="Remote"/> is what is to be routed into the tunnel.
/// </summary>
public sealed record TunnelConfiguration(
    IReadOnlyList<IpAddress> Addresses,
    IReadOnlyList<IpAddress> DnsServers,
    IReadOnlyList<TrafficSelector> Local,
    IReadOnlyList<TrafficSelector> Remote)
{
    /// <summary>Domains that the name servers are for (INTERNAL_DNS_DOMAIN, RFC 8598); empty: for all names.</summary>
    public IReadOnlyList<string> DnsDomains { get; init; } = [];

    /// <summary>Resolvers for the same names by encrypted DNS (RFC 9464), the preferred one first.</summary>
    public IReadOnlyList<EncryptedDns> EncryptedDns { get; init; } = [];

    /// <summary>The gateway's own address is among <see cref="Remote"/>: a Child SA in transport mode.</summary>
    public bool HasTransportMode { get; init; }
}

/// <summary>What <c>status</c> tells about a session that stands.</summary>
public sealed record SessionDetails(
    ulong InitiatorSpi, ulong ResponderSpi, string IkeSuite, string PeerIdentity, Exchange.NatStatus Nat)
{
    /// <summary>The gateway agreed to MOBIKE: a change of address needs no new session.</summary>
    public bool Mobike { get; init; }

    /// <summary>The gateway agreed to fragments.</summary>
    public bool Fragmentation { get; init; }

    /// <summary>A PPK is mixed into the keys (RFC 8784).</summary>
    public bool Ppk { get; init; }

    /// <summary>It came of a ticket (RFC 5723), not of a login.</summary>
    public bool Resumed { get; init; }
}
