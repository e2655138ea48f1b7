using Holdfast.Crypto;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Supervision;

/// <summary>What is remembered of one gateway of the list.</summary>
internal sealed class GatewayRecord(int index, SupervisorSettings settings, IRandom random)
{
    private readonly Backoff _refusals = new(random, settings.FirstRefusalWait, settings.LongestRefusalWait);

    private Candidate? _lastGood;
    private long _goodGeneration;

    public int Index { get; } = index;

    /// <summary>Those that the name has; kept for when it does not resolve.</summary>
    public IReadOnlyList<IpAddress> Addresses { get; private set; } = [];

    /// <summary>It has refused us, and is left alone until then.</summary>
    public Instant HeldUntil { get; private set; } = new(0);

    public void Learn(IReadOnlyList<IpAddress> addresses) => Addresses = addresses;

    public void NoteGood(Candidate candidate, NetworkView network)
    {
        (_lastGood, _goodGeneration) = (candidate with { RedirectedFrom = null }, network.Generation);
        _refusals.Reset();
        HeldUntil = new(0);
    }

    /// <summary>It was reached from this network, on the port of the last that served.</summary>
    public bool HasServed(NetworkView network) => _lastGood is { ByNatPort: false, TcpPort: 0 } && WasGood(network);

    /// <summary>It was reached from this network by TCP.</summary>
    public bool HasServedByTcp(NetworkView network) => _lastGood is { TcpPort: not 0 } && WasGood(network);

    /// <summary>It was reached from this network, on whatever port.</summary>
    public bool WasGood(NetworkView network) => _lastGood is not null && _goodGeneration == network.Generation;

    public void NoteRefusal(Instant now) => HeldUntil = now + _refusals.Next();

    /// <summary>Left alone for a while, though it has not refused us.</summary>
    public void Hold(Instant until) => HeldUntil = until;

    /// <summary>Something has changed that may make it think otherwise.</summary>
    public void Forgive()
    {
        HeldUntil = new(0);
        _refusals.Reset();
    }

    /// <summary>
    /// Ways to it, best first: the one that served last, then its addresses, with the families in turn (RFC 8305 section 4). Those to the
    /// port of NAT traversal are asked for apart; but for the one that served.
    /// </summary>
    /// <param name="tcpPort">By TCP, to this port; 0: by UDP, where one by TCP that served is not among them.</param>
    public List<Candidate> Candidates(NetworkView network, bool byNatPort, ushort tcpPort = 0)
    {
        List<Candidate> found = [];
        foreach (IpAddress address in Interleave(network))
            found.Add(new Candidate(Index, address, byNatPort, tcpPort));
        if (_lastGood is { } good && good.TcpPort == tcpPort && Addresses.Contains(good.Address) && (good.Address.IsIPv6 ? network.HasIPv6 : network.HasIPv4))
        {
            found.Remove(good);
            found.Insert(0, good);
        }

        return found;
    }

    private List<IpAddress> Interleave(NetworkView network)
    {
        List<IpAddress> six = [], four = [], both = [];
        foreach (IpAddress address in Addresses)
            (address.IsIPv6 ? six : four).Add(address);
        for (int i = 0; i < Math.Max(six.Count, four.Count); i++)
        {
            if (network.HasIPv6 && i < six.Count)
                both.Add(six[i]);
            if (network.HasIPv4 && i < four.Count)
                both.Add(four[i]);
        }

        return both;
    }
}
