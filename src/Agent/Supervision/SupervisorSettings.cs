using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>How a connection is pursued.</summary>
public sealed record SupervisorSettings
{
    /// <summary>
    /// New handshakes of a fleet in a second, where a gateway serves 200: those that asked while it was away come beside, and the worst second
    /// has some more than the others.
    /// </summary>
    private const double FleetPace = 95;

    /// <summary>How many there are, in the order of preference.</summary>
    public int Gateways { get; init; } = 1;

    /// <summary>An attempt on the port of NAT traversal follows one that nobody answered on the other.</summary>
    public bool TriesNatPort { get; init; } = true;

    /// <summary>That one is so much later where the gateway was reached on the usual port before.</summary>
    public TimeSpan NatPortPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Of the gateways, for IKE and ESP by TCP (RFC 9329); empty: never.</summary>
    public ushort[] TcpPorts { get; init; } = [];

    /// <summary>Never by UDP.</summary>
    public bool OnlyTcp { get; init; }

    /// <summary>Attempts by UDP that nobody answers for so long are followed by others by TCP.</summary>
    public TimeSpan TcpAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Without any answer for so long, the next way is tried beside (RFC 8305 section 5: two seconds at most).
    /// </summary>
    public TimeSpan Stagger { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Who answered has so long to finish before the next way is tried all the same.</summary>
    public TimeSpan AnswerPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts that nobody answers in a network: so many at once,</summary>
    public int MostUnanswered { get; init; } = 8;

    /// <summary>and then one more in this time, which makes eleven in any hour; twelve where a new process begins anew with them.</summary>
    public TimeSpan UnansweredInterval { get; init; } = TimeSpan.FromMinutes(16);

    /// <summary>Attempts that nobody answers for so long say something about the network.</summary>
    public TimeSpan SilencePatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Addresses that served before are used when the name is not resolved by then.</summary>
    public TimeSpan NamePatience { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Names are resolved again while nobody answers.</summary>
    public TimeSpan NameRefresh { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After trouble with the network, doubling.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After a refusal, doubling.</summary>
    public TimeSpan FirstRefusalWait { get; init; } = TimeSpan.FromMinutes(1);

    public TimeSpan LongestRefusalWait { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A gateway that sent us away has others to send away: up to so long before the next attempt, at random.</summary>
    public TimeSpan Spread { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The same for a gateway that fell silent: none, as it costs every site that time, and only a large fleet needs it.</summary>
    public TimeSpan RescueSpread { get; init; }

    /// <summary>A session that stood for so long was a good one: the next loss begins with the shortest wait again.</summary>
    public TimeSpan Proven { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Until a preferred gateway is tried again while another one serves, doubling.</summary>
    public TimeSpan FirstFailback { get; init; } = TimeSpan.FromMinutes(2);

    public TimeSpan LongestFailback { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a preferred gateway is given to answer then.</summary>
    public TimeSpan FailbackPatience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>A suspected path has so long to answer over the sockets that it had.</summary>
    public TimeSpan SocketPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time with a network and without a session after which a new process begins; null: never.</summary>
    public TimeSpan? RestartAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The same for the whole board; null: never.</summary>
    public TimeSpan? RebootAfter { get; init; }

    /// <summary>For one of so many sites that have the same gateway: what all of them suffer at once they do not answer all at once.</summary>
    public SupervisorSettings InFleetOf(int sites)
    {
        TimeSpan spread = TimeSpan.FromSeconds(sites / FleetPace);
        return spread <= Spread ? this : this with
        {
            Spread = spread, RescueSpread = spread, SocketPatience = Instant.Longer(spread, SocketPatience),
            NatPortPatience = Instant.Longer(spread, NatPortPatience),
        };
    }
}
