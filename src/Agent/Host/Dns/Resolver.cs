using System.Diagnostics.CodeAnalysis;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>
/// A stub resolver without sockets: one name at a time, from its text, /etc/hosts or a name server. The owner drains
/// <see cref="TryDequeue"/> after each call and calls <see cref="HandleTimeout"/> at <see cref="NextDeadline"/>.
/// </summary>
public sealed class Resolver(ResolvConf conf, HostsFile hosts, IRandom random)
{
    private readonly Queue<DnsAction> _actions = new();
    private readonly Queue<DnsName> _candidates = new();
    private string _name = "";
    private DnsLookup? _lookup;

    public Instant NextDeadline => _lookup?.NextDeadline ?? Instant.Never;

    public bool TryDequeue([NotNullWhen(true)] out DnsAction? action) => _actions.TryDequeue(out action);

    /// <summary>
    /// Ends in <see cref="NameResolved"/> or <see cref="NameFailed"/>; drops the name before, if it is not yet through.
    /// </summary>
    public void Start(string name, Instant now)
    {
        Cancel();
        _name = name;
        if (IpAddress.TryParse(name, out IpAddress literal))
            _actions.Enqueue(new NameResolved(name, [literal]));
        else if (!DnsName.TryParse(name, out DnsName? parsed))
            Fail(DnsFailure.InvalidName, $"is no host name; it takes {HostName.Allowed}");
        else if (hosts.AddressesOf(name) is { Count: > 0 } addresses)
            _actions.Enqueue(new NameResolved(name, addresses.OrderBy(address => address.Family).ToList()));
        else if (conf.Servers.Count == 0)
            Fail(DnsFailure.NoServer, "can't be looked up: /etc/resolv.conf names no usable nameserver");
        else
            AskFor(parsed, now);
    }

    /// <summary>Drops the name; streams are closed, nothing else comes.</summary>
    public void Cancel()
    {
        _lookup?.Abandon();
        _lookup = null;
        _candidates.Clear();
    }

    public void HandleDatagram(DnsServer server, ReadOnlySpan<byte> bytes, Instant now)
    {
        _lookup?.HandleDatagram(server, bytes, now);
        Advance(now);
    }

    public void HandleTcp(DnsStream stream, ReadOnlySpan<byte> bytes, Instant now)
    {
        _lookup?.HandleTcp(stream, bytes, now);
        Advance(now);
    }

    public void HandleTcpClosed(DnsStream stream, Instant now)
    {
        _lookup?.HandleTcpClosed(stream, now);
        Advance(now);
    }

    /// <summary>A datagram could not be sent, or the network said that it can't arrive.</summary>
    public void HandleUnreachable(DnsServer server, Instant now)
    {
        _lookup?.HandleFailure(server, now);
        Advance(now);
    }

    public void HandleTimeout(Instant now)
    {
        _lookup?.HandleTimeout(now);
        Advance(now);
    }

    /// <summary>A name without a dot is tried in the search domains first, any other is taken as it is.</summary>
    private void AskFor(DnsName name, Instant now)
    {
        if (!_name.Contains('.'))
            foreach (string domain in conf.Search)
                if (DnsName.TryParse($"{_name}.{domain}", out DnsName? candidate)) _candidates.Enqueue(candidate);
        _candidates.Enqueue(name);
        AskNext(now);
    }

    private void AskNext(Instant now) => _lookup = new DnsLookup(_candidates.Dequeue(), conf, random, _actions, now);

    private void Advance(Instant now)
    {
        if (_lookup is not { IsDone: true }) return;
        DnsOutcome outcome = _lookup.Outcome;
        _lookup = null;
        if (outcome.IsFound)
            _actions.Enqueue(new NameResolved(_name, outcome.Addresses));
        else if (_candidates.Count > 0 && outcome.Failure is DnsFailure.NoSuchName or DnsFailure.NoAddress)
            AskNext(now);
        else
            Fail(outcome.Failure, Describe(outcome));
    }

    private void Fail(DnsFailure failure, string problem)
    {
        _candidates.Clear();
        _actions.Enqueue(new NameFailed(_name, failure, $"{InputText.Quote(_name)} {problem}"));
    }

    private static string Describe(DnsOutcome outcome) => outcome.Failure switch
    {
        DnsFailure.NoSuchName => $"does not exist (NXDOMAIN from {outcome.Source}); check the name",
        DnsFailure.NoAddress => $"has no usable address, says {outcome.Source}",
        DnsFailure.ServerFailure => $"can't be looked up: no name server could answer ({outcome.Source})",
        _ => $"can't be looked up: no answer in time from {outcome.Source}; check the uplink and /etc/resolv.conf",
    };
}
