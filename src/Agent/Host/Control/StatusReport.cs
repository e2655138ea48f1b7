namespace Holdfast.Host.Control;

/// <summary>
/// What <c>holdfast status --json</c> prints. Names and units are an interface; new members may come. What is about one
/// connection stands at the top only where there is one, or one was asked for.
/// </summary>
public sealed record StatusReport
{
    public required string Version { get; init; }

    public string? State { get; init; }

    public string? Gateway { get; init; }

    public string? GatewayAddress { get; init; }

    public string? LastProblem { get; init; }

    public double UptimeSeconds { get; init; }

    public long? Sessions { get; init; }

    public long ResidentBytes { get; init; }

    /// <summary>What the agent's process may still do.</summary>
    public string? Sandbox { get; init; }

    public SessionReport? Session { get; init; }

    public required IReadOnlyList<ConnectionReport> Connections { get; init; }

    /// <summary>A new binary on trial; null: none is.</summary>
    public UpdateReport? Update { get; init; }

    /// <summary>The facts of the only connection at the top too.</summary>
    public StatusReport WithOnly(ConnectionReport one) => this with
    {
        State = one.State,
        Gateway = one.Gateway,
        GatewayAddress = one.GatewayAddress,
        LastProblem = one.LastProblem,
        Sessions = one.Sessions,
        Session = one.Session,
        Connections = [one],
    };
}

/// <summary>A new binary that has to connect.</summary>
/// <param name="From">Version that comes back where it does not.</param>
/// <param name="SecondsLeft">For that; 0: it is connected at the last moment, and has to stay so.</param>
public sealed record UpdateReport(string From, string To, double SecondsLeft);

/// <summary>One connection of the configuration.</summary>
public sealed record ConnectionReport
{
    public required string Name { get; init; }

    /// <summary>offline, resolving, connecting, connected, waiting or down.</summary>
    public required string State { get; init; }

    /// <summary>What has to happen before it goes on, such as "an answer of the gateway".</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Until it goes on by itself; null where it does not.</summary>
    public double? WaitsSeconds { get; init; }

    /// <summary>What belongs into the tunnel goes nowhere, as there is none (kill switch).</summary>
    public bool Blocked { get; init; }

    public required string Gateway { get; init; }

    /// <summary>Address in use, or tried last.</summary>
    public string? GatewayAddress { get; init; }

    /// <summary>Why the session before is over, or what is waited for.</summary>
    public string? LastProblem { get; init; }

    /// <summary>The uplink in use, and while there is no session what the last examination of the network said.</summary>
    public string? Network { get; init; }

    /// <summary>Why a new session is being built beside the one that stands, such as for reauthentication.</summary>
    public string? Replacement { get; init; }

    /// <summary>The agent's own, for the next authentication; null where it has none.</summary>
    public OwnCertificateReport? Certificate { get; init; }

    /// <summary>Why files of the credential that have changed are not taken up.</summary>
    public string? CredentialProblem { get; init; }

    /// <summary>Sessions that stood since the process began.</summary>
    public long Sessions { get; init; }

    /// <summary>What happened last, in a word of <see cref="Holdfast.Supervision.HistoryWords"/>; may be of an earlier run.</summary>
    public string? LastEvent { get; init; }

    /// <summary>UTC, as in 2026-12-24T18:00:00Z; null: the time was not known.</summary>
    public string? LastEventTime { get; init; }

    public string? LastEventCause { get; init; }

    /// <summary>How often each kind of event occurred since the process began.</summary>
    public IReadOnlyDictionary<string, long>? Events { get; init; }

    public SessionReport? Session { get; init; }
}

/// <param name="NotAfter">UTC, as in 2026-12-24T18:00:00Z.</param>
/// <param name="Warning">It has ended, not begun, or ends soon.</param>
public sealed record OwnCertificateReport(string Subject, string NotAfter, string? Warning);

/// <summary>A session that stands.</summary>
public sealed record SessionReport
{
    public required double ConnectedSeconds { get; init; }

    public required string PeerIdentity { get; init; }

    public required string IkeProposal { get; init; }

    public required string IkeSpis { get; init; }

    public required bool LocalBehindNat { get; init; }

    public required bool GatewayBehindNat { get; init; }

    /// <summary>ESP is in IP (protocol 50), not in UDP.</summary>
    public bool BareEsp { get; init; }

    /// <summary>Between two keepalives while nothing else is sent; null where no NAT needs them.</summary>
    public double? KeepaliveSeconds { get; init; }

    /// <summary>That is what the agent found, and may find otherwise later.</summary>
    public bool KeepaliveLearned { get; init; }

    /// <summary>alive, dead or unknown: whether the probe is answered through the tunnel; null where none is configured.</summary>
    public string? Probe { get; init; }

    /// <summary>The gateway agreed to MOBIKE.</summary>
    public required bool Mobike { get; init; }

    /// <summary>The gateway agreed to IKE fragments.</summary>
    public required bool Fragmentation { get; init; }

    /// <summary>It came back by a ticket of the session before (RFC 5723), without a login.</summary>
    public bool Resumed { get; init; }

    /// <summary>Name of the post-quantum pre-shared key that is mixed into the keys; null without one.</summary>
    public string? Ppk { get; init; }

    /// <summary>Rekeys of the IKE SA, and of its Child SAs together.</summary>
    public required long IkeRekeys { get; init; }

    public required long ChildRekeys { get; init; }

    /// <summary>kernel or userspace.</summary>
    public required string Datapath { get; init; }

    /// <summary>The same with how, or why.</summary>
    public required string Path { get; init; }

    /// <summary>Empty where policies do without one.</summary>
    public required string Device { get; init; }

    public required int Mtu { get; init; }

    public required IReadOnlyList<string> Addresses { get; init; }

    public required IReadOnlyList<string> DnsServers { get; init; }

    /// <summary>Domains that the name servers are meant for.</summary>
    public required IReadOnlyList<string> DnsDomains { get; init; }

    /// <summary>Resolvers by encrypted DNS that the gateway names, in words; empty: none.</summary>
    public IReadOnlyList<string> EncryptedDns { get; init; } = [];

    /// <summary>Name servers are asked by DNS over TLS.</summary>
    public bool DnsOverTls { get; init; }

    /// <summary>Where the name servers are put: resolved, resolvconf, dnsmasq or file; null: nowhere.</summary>
    public string? DnsMode { get; init; }

    /// <summary>They are asked for the names of their domains alone.</summary>
    public bool? DnsSplit { get; init; }

    /// <summary>Why they are put nowhere.</summary>
    public string? DnsProblem { get; init; }

    public required IReadOnlyList<ChildReport> Children { get; init; }

    /// <summary>Packets that were dropped, by reason; reasons that never occurred are left out.</summary>
    public required IReadOnlyDictionary<string, long> Drops { get; init; }

    public required long IkeRetransmitted { get; init; }

    /// <summary>IKE messages that were not acted on.</summary>
    public required long IkeIgnored { get; init; }

    /// <summary>Bytes of IKE, with IP and UDP headers; what goes out with NAT keepalives.</summary>
    public required long IkeBytesOut { get; init; }

    public required long IkeBytesIn { get; init; }
}

/// <summary>One Child SA; packets and bytes are of the inner traffic.</summary>
/// <param name="Mode">tunnel or transport.</param>
/// <param name="Sends">What goes out goes through it; after a rekey the one before only receives.</param>
/// <param name="Rekeys">That led to this one.</param>
public sealed record ChildReport(
    string InboundSpi, string OutboundSpi, string Proposal, IReadOnlyList<string> Local, IReadOnlyList<string> Remote,
    long PacketsIn, long BytesIn, long PacketsOut, long BytesOut, string Name, string Mode, bool Sends, long Rekeys);
