using Holdfast.Host.Dns;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Dns;

/// <summary>A resolver, the name servers it talks to, and a clock that jumps to the next thing that happens.</summary>
internal sealed class DnsWorld
{
    public static readonly DnsServer First = new(IpAddress.Parse("192.0.2.53"));
    public static readonly DnsServer Second = new(IpAddress.Parse("2001:db8::53"));

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(20);

    private readonly PriorityQueue<Action, (Instant At, int Number)> _network = new();

    private int _scheduled;

    public DnsWorld(
        string resolvConf = "nameserver 192.0.2.53\nnameserver 2001:db8::53\n", string hosts = "", int seed = 1) =>
        Resolver = new Resolver(ResolvConf.Parse(resolvConf), HostsFile.Parse(hosts), new SeededRandom(seed));

    public Resolver Resolver { get; }

    public Instant Now { get; private set; } = new(1_000_000_000);

    /// <summary>What a server sends back for a datagram; null is silence.</summary>
    public Func<DnsServer, ReadOnlyMemory<byte>, byte[]?> Udp { get; set; } = (_, _) => null;

    /// <summary>What a server sends back over TCP, without the length; null closes the stream.</summary>
    public Func<DnsServer, ReadOnlyMemory<byte>, byte[]?> Tcp { get; set; } = (_, _) => null;

    /// <summary>Every datagram that was sent: to whom, for which type, when.</summary>
    public List<(DnsServer Server, DnsType Type, TimeSpan At)> Sent { get; } = [];

    public int OpenStreams { get; private set; }

    /// <summary>Runs until the resolver is through; returns its last word and how long it took.</summary>
    public (DnsAction Result, TimeSpan Took) Resolve(string name)
    {
        Instant start = Now;
        Resolver.Start(name, Now);
        for (int step = 0; step < 1_000; step++)
        {
            if (Drain(start) is { } result)
            {
                Assert.Equal(Instant.Never, Resolver.NextDeadline);
                return (result, Now - start);
            }
            Step();
        }
        throw new InvalidOperationException("The resolver does not end.");
    }

    /// <summary>
    /// Answers by these addresses; a name without one of the type has none, one that is not there does not exist.
    /// </summary>
    public static byte[] Zone(ReadOnlyMemory<byte> query, params (string Name, string Address)[] zone)
    {
        (string name, DnsType type) = DnsAnswers.Question(query.Span);
        IEnumerable<string> addresses = zone.Where(entry => entry.Name == name).Select(entry => entry.Address);
        byte[][] records = addresses.Where(address => address.Contains(':') == (type == DnsType.Aaaa))
            .Select(address => DnsAnswers.Address(DnsAnswers.QuestionName, address)).ToArray();
        return DnsAnswers.To(query, addresses.Any() ? DnsAnswers.NoError : DnsAnswers.NameError, records);
    }

    public void Deliver(DnsServer from, byte[] datagram) => After(() => Resolver.HandleDatagram(from, datagram, Now));

    private void Step()
    {
        if (_network.TryPeek(out Action? arrive, out (Instant At, int Number) next) && next.At <= Resolver.NextDeadline)
        {
            _network.Dequeue();
            Now = next.At;
            arrive();
            return;
        }
        Assert.NotEqual(Instant.Never, Resolver.NextDeadline);
        Now = Resolver.NextDeadline;
        Resolver.HandleTimeout(Now);
    }

    private DnsAction? Drain(Instant start)
    {
        DnsAction? result = null;
        while (Resolver.TryDequeue(out DnsAction? action))
        {
            Assert.Null(result);
            switch (action)
            {
                case SendDatagram send:
                    Sent.Add((send.Server, DnsAnswers.Question(send.Datagram.Span).Type, Now - start));
                    if (Udp(send.Server, send.Datagram) is { } answer) Deliver(send.Server, answer);
                    break;
                case OpenStream open:
                    OpenStreams++;
                    Answer(open);
                    break;
                case CloseStream:
                    OpenStreams--;
                    break;
                default:
                    result = action;
                    break;
            }
        }
        return result;
    }

    /// <summary>In pieces of one octet and the rest, as a stream may come.</summary>
    private void Answer(OpenStream open)
    {
        if (Tcp(open.Stream.Server, open.Bytes[2..]) is not { } answer)
        {
            After(() => Resolver.HandleTcpClosed(open.Stream, Now));
            return;
        }
        byte[] bytes = [(byte)(answer.Length >> 8), (byte)answer.Length, .. answer];
        After(() => Resolver.HandleTcp(open.Stream, bytes.AsSpan(0, 1), Now));
        After(() => Resolver.HandleTcp(open.Stream, bytes.AsSpan(1), Now));
    }

    private void After(Action arrive) => _network.Enqueue(arrive, (Now + Delay, _scheduled++));
}
