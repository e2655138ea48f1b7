using Holdfast.Crypto;
using Holdfast.Time;

namespace Holdfast.Supervision;

/// <summary>The gateways of a connection in the order of preference, and which of them may be tried.</summary>
internal sealed class GatewayList
{
    private readonly GatewayRecord[] _all;

    public GatewayList(SupervisorSettings settings, IRandom random)
    {
        _all = new GatewayRecord[settings.Gateways];
        for (int i = 0; i < _all.Length; i++)
            _all[i] = new GatewayRecord(i, settings, random);
    }

    public int Count => _all.Length;

    /// <summary>When the first of them is not left alone any more.</summary>
    public Instant FirstFree
    {
        get
        {
            Instant first = Instant.Never;
            foreach (GatewayRecord gateway in _all)
                first = Instant.Earliest(first, gateway.HeldUntil);
            return first;
        }
    }

    /// <summary>One of them served from this network.</summary>
    public bool HasServed(NetworkView network)
    {
        foreach (GatewayRecord gateway in _all)
        {
            if (gateway.WasGood(network))
                return true;
        }

        return false;
    }

    public GatewayRecord this[int index] => _all[index];

    /// <summary>Those that are not left alone; where all are, all.</summary>
    public IReadOnlyList<GatewayRecord> Free(Instant now)
    {
        List<GatewayRecord> free = [];
        foreach (GatewayRecord gateway in _all)
        {
            if (now >= gateway.HeldUntil)
                free.Add(gateway);
        }

        return free.Count > 0 ? free : _all;
    }

    /// <summary>All, beginning with the one in use.</summary>
    public List<GatewayRecord> From(int inUse)
    {
        List<GatewayRecord> order = [_all[inUse]];
        foreach (GatewayRecord gateway in _all)
        {
            if (gateway.Index != inUse)
                order.Add(gateway);
        }

        return order;
    }

    /// <summary>Those that are preferred to the one in use.</summary>
    public IReadOnlyList<GatewayRecord> Before(int inUse) => _all[..inUse];

    public void Forgive()
    {
        foreach (GatewayRecord gateway in _all)
            gateway.Forgive();
    }

    /// <summary>While names resolve: the time that they are needed may be one when they do not.</summary>
    public void LearnOthers(Outbox outbox)
    {
        foreach (GatewayRecord gateway in _all)
        {
            if (gateway.Addresses.Count == 0)
                outbox.Emit(new ResolveGateway(gateway.Index));
        }
    }
}
