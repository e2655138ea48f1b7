using Holdfast.Crypto;
using Holdfast.Time;

namespace Holdfast.Host.Dns;

/// <summary>Both address families of one name, asked for side by side.</summary>
internal sealed class DnsLookup
{
    /// <summary>
    /// How long the slower family is waited for when the other has addresses: one repetition with the default timeout.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private readonly DnsExchange[] _exchanges;
    private Instant _graceEnd = Instant.Never;

    public DnsLookup(DnsName name, ResolvConf conf, IRandom random, Queue<DnsAction> actions, Instant now)
    {
        _exchanges =
        [
            new DnsExchange(name, DnsType.A, conf, random, actions),
            new DnsExchange(name, DnsType.Aaaa, conf, random, actions),
        ];
        Each(exchange => exchange.AskNext(now), now);
    }

    public Instant NextDeadline =>
        _exchanges.Aggregate(_graceEnd, (at, exchange) => Instant.Earliest(at, exchange.NextDeadline));

    public bool IsDone => _exchanges.All(exchange => exchange.Outcome is not null);

    /// <summary>Of both families when done: all addresses, or the failure that counts.</summary>
    public DnsOutcome Outcome
    {
        get
        {
            DnsOutcome[] outcomes = _exchanges.Select(exchange => exchange.Outcome!).ToArray();
            DnsOutcome decisive = outcomes.MaxBy(outcome => outcome.Failure)!;
            return decisive with { Addresses = outcomes.SelectMany(outcome => outcome.Addresses).ToList() };
        }
    }

    public void HandleDatagram(DnsServer server, ReadOnlySpan<byte> bytes, Instant now)
    {
        foreach (DnsExchange exchange in _exchanges) exchange.HandleDatagram(server, bytes, now);
        StartGrace(now);
    }

    public void HandleTcp(DnsStream stream, ReadOnlySpan<byte> bytes, Instant now)
    {
        foreach (DnsExchange exchange in _exchanges) exchange.HandleTcp(stream, bytes, now);
        StartGrace(now);
    }

    public void HandleTcpClosed(DnsStream stream, Instant now) =>
        Each(exchange => exchange.HandleTcpClosed(stream, now), now);

    public void HandleFailure(DnsServer server, Instant now) =>
        Each(exchange => exchange.HandleFailure(server, now), now);

    public void HandleTimeout(Instant now)
    {
        Each(exchange => exchange.HandleTimeout(now), now);
        if (now >= _graceEnd) Abandon();
    }

    public void Abandon()
    {
        foreach (DnsExchange exchange in _exchanges) exchange.Abandon();
        _graceEnd = Instant.Never;
    }

    private void Each(Action<DnsExchange> action, Instant now)
    {
        foreach (DnsExchange exchange in _exchanges) action(exchange);
        StartGrace(now);
    }

    private void StartGrace(Instant now)
    {
        bool isHalf = !IsDone && _exchanges.Any(exchange => exchange.Outcome is { IsFound: true });
        if (!isHalf) _graceEnd = Instant.Never;
        else if (_graceEnd == Instant.Never) _graceEnd = now + Grace;
    }
}
