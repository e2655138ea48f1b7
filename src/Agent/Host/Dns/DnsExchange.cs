using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Dns;

/// <summary>
/// One question, put to server after server until one answers. A server that fails is not asked again; one that is
/// silent is, in the next round, and its late answer is still taken.
/// </summary>
internal sealed class DnsExchange
{
    private sealed record Asked(DnsServer Server, DnsQuery Query, bool ExactCase);

    private readonly DnsName _name;
    private readonly DnsType _type;
    private readonly ResolvConf _conf;
    private readonly IRandom _random;
    private readonly Queue<DnsAction> _actions;
    private readonly List<DnsServer> _ahead;
    private readonly List<Asked> _asked = [];
    private DnsStream? _stream;
    private bool _wasSilent;

    public DnsExchange(DnsName name, DnsType type, ResolvConf conf, IRandom random, Queue<DnsAction> actions)
    {
        (_name, _type, _conf, _random, _actions) = (name, type, conf, random, actions);
        _ahead = [];
        for (int i = 0; i < conf.Attempts; i++)
            _ahead.AddRange(conf.Servers);
    }

    public Instant NextDeadline { get; private set; } = Instant.Never;

    /// <summary>Null while it goes on.</summary>
    public DnsOutcome? Outcome { get; private set; }

    /// <summary>Asks the next server, or ends when there is none left.</summary>
    public void AskNext(Instant now)
    {
        CloseStream();
        if (_ahead.Count == 0)
        {
            Finish(DnsOutcome.Failed(_wasSilent ? DnsFailure.Timeout : DnsFailure.ServerFailure, AskedServers()));
            return;
        }
        DnsServer server = _ahead[0];
        _ahead.RemoveAt(0);
        // Some forwarders don't keep the spelling: the second time it is left alone.
        bool exactCase = _asked.All(asked => asked.Server != server);
        var query = new DnsQuery(RandomId(), exactCase ? RandomCase() : _name, _type);
        _asked.Add(new Asked(server, query, exactCase));
        _actions.Enqueue(new SendDatagram(server, query.Encode()));
        NextDeadline = now + _conf.Timeout;
    }

    /// <summary>Takes no notice of what no server that was asked can have sent.</summary>
    public void HandleDatagram(DnsServer server, ReadOnlySpan<byte> bytes, Instant now)
    {
        if (Outcome is not null) return;
        foreach (Asked asked in _asked)
        {
            if (asked.Server != server ||
                !DnsResponse.TryRead(bytes, asked.Query, asked.ExactCase, out DnsResponse? response))
                continue;
            if (response.IsTruncated) AskOverTcp(asked, now);
            else HandleResponse(server, response, now);
            return;
        }
    }

    public void HandleTcp(DnsStream stream, ReadOnlySpan<byte> bytes, Instant now)
    {
        if (stream != _stream || !stream.TryAppend(bytes, out ReadOnlySpan<byte> message)) return;
        // The stream's is the last that was asked, see AskOverTcp.
        if (DnsResponse.TryRead(message, _asked[^1].Query, exactCase: false, out DnsResponse? response) &&
            !response.IsTruncated)
            HandleResponse(stream.Server, response, now);
        else
            HandleFailure(stream.Server, now);
    }

    public void HandleTcpClosed(DnsStream stream, Instant now)
    {
        if (stream == _stream) HandleFailure(stream.Server, now);
    }

    /// <summary>
    /// The server can't be reached, or failed: it is asked no more, and if it was waited for the next one is.
    /// </summary>
    public void HandleFailure(DnsServer server, Instant now)
    {
        if (Outcome is not null || _asked.All(asked => asked.Server != server)) return;
        _ahead.RemoveAll(other => other == server);
        if (_asked[^1].Server == server) AskNext(now);
    }

    public void HandleTimeout(Instant now)
    {
        if (now < NextDeadline) return;
        _wasSilent = true;
        AskNext(now);
    }

    /// <summary>Ends without an answer.</summary>
    public void Abandon()
    {
        if (Outcome is null) Finish(DnsOutcome.Failed(DnsFailure.Timeout, AskedServers()));
    }

    private void HandleResponse(DnsServer server, DnsResponse response, Instant now)
    {
        if (response.Code is not (DnsResponseCode.NoError or DnsResponseCode.NameError))
        {
            HandleFailure(server, now);
            return;
        }
        // Filters answer 0.0.0.0 for what they block.
        List<IpAddress> addresses = response.AddressesOf(_name, _type)
            .Where(address => !address.IsUnspecified && !address.IsMulticast).ToList();
        bool isMissing = response.Code == DnsResponseCode.NameError;
        Finish(new DnsOutcome(addresses, isMissing ? DnsFailure.NoSuchName : DnsFailure.NoAddress, server.ToString()));
    }

    private void AskOverTcp(Asked asked, Instant now)
    {
        if (_stream is not null) return;
        // It becomes the last one asked, so that the stream's answer is its and its failure moves on.
        _asked.Remove(asked);
        _asked.Add(asked);
        _stream = new DnsStream(asked.Server);
        _actions.Enqueue(new OpenStream(_stream, asked.Query.EncodeForTcp()));
        NextDeadline = now + _conf.Timeout;
    }

    private void Finish(DnsOutcome outcome)
    {
        CloseStream();
        Outcome = outcome;
        NextDeadline = Instant.Never;
    }

    private void CloseStream()
    {
        if (_stream is not null) _actions.Enqueue(new CloseStream(_stream));
        _stream = null;
    }

    private ushort RandomId()
    {
        Span<byte> id = stackalloc byte[sizeof(ushort)];
        _random.Fill(id);
        return BinaryPrimitives.ReadUInt16BigEndian(id);
    }

    private DnsName RandomCase()
    {
        Span<byte> bits = stackalloc byte[DnsName.MaxLength];
        _random.Fill(bits);
        return _name.WithCase(bits);
    }

    private string AskedServers() => string.Join(", ", _asked.Select(asked => asked.Server).Distinct());
}
