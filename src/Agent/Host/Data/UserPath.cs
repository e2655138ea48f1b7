using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Data;

/// <summary>
/// The Child SAs of one session when the agent carries the packets itself. The packets go by on the threads of the
/// <see cref="UserPlane"/>; what they show of the gateway is looked at here, on the thread of the protocol.
/// </summary>
public sealed class UserPath : IChildPath
{
    private readonly UserPlane _plane;
    private readonly IPathOwner _owner;
    private bool _carries;
    private bool _isDisposed;

    public UserPath(UserPlane plane, IPathOwner owner)
    {
        (_plane, _owner) = (plane, owner);
        Source = owner.EspWay.Remote;
        plane.Add(this);
    }

    public DataPath Path { get; } = new();

    public IEnumerable<ChildSaSpec> Specs => Path.Specs;

    public Instant NextDeadline => Instant.Never;

    /// <summary>When the first packet went out that the owner does not know of; with the gate of the way out held.</summary>
    public Instant SentSince { get; set; } = Instant.Never;

    /// <summary>Why the last packet could not be sent; 0 if it could; with the same gate held.</summary>
    public int SendErrno { get; set; }

    /// <summary>Where authentic packets are expected from; with the gate of the way in held.</summary>
    public Endpoint Source { get; private set; }

    /// <summary>They came from there instead; with the same gate held.</summary>
    public Endpoint? OtherSource { get; set; }

    public void HandleTimeout(Instant now)
    {
    }

    public void Install(ChildSaSpec spec, bool sendToo, uint? replaces)
    {
        using (_plane.Pause())
        {
            Path.Install(spec, sendToo, replaces);
            _plane.Inbound.TakeEarly(this, spec.InboundSpi, _owner.Now);
        }

        _plane.LookSoon();
    }

    public void SendThrough(uint inboundSpi)
    {
        using (_plane.Pause())
            Path.SendThrough(inboundSpi);
    }

    public void StopSending(uint inboundSpi)
    {
        using (_plane.Pause())
            Path.StopSending(inboundSpi);
    }

    public void Remove(uint inboundSpi)
    {
        using (_plane.Pause())
            Path.Remove(inboundSpi);
    }

    public void Carry(bool carries)
    {
        _carries = carries;
        using (_plane.Pause())
        {
            if (carries)
                _plane.Outbound.Carry(this, _owner.EspWay);
            else
                _plane.Outbound.Leave(this);
        }
    }

    public void Move()
    {
        EspWay way = _owner.EspWay;
        using (_plane.Pause())
        {
            (Source, OtherSource) = (way.Remote, null);
            if (_carries)
                _plane.Outbound.Carry(this, way);
        }
    }

    public void Look() => Note();

    /// <summary>As <see cref="Look"/>, and limits that were reached are told too. True: there was traffic.</summary>
    public bool LookAtBurst()
    {
        bool isActive = Note();
        _owner.HandleBurstEnd();
        return isActive;
    }

    public bool TryTakeExpiry(out ChildExpiry expiry) => Path.TryTakeExpiry(out expiry);

    public IReadOnlyList<ChildSaStatus> Status() => Path.Status();

    public void CountDrops(SortedDictionary<string, long> drops)
    {
        foreach (DropCount count in Path.Drops())
            drops[count.Reason.ToString()] = count.Packets;
        _plane.CountDrops(drops);
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        using (_plane.Pause())
        {
            _plane.Outbound.Leave(this);
            _plane.Inbound.Remove(this);
            Path.Dispose();
        }

        _plane.Remove(this);
    }

    private bool Note()
    {
        (Instant sentSince, int errno, Endpoint? otherSource) = TakeNotes();
        bool isActive = sentSince != Instant.Never;
        if (isActive)
        {
            _owner.NoteOutbound(sentSince);
            _owner.NoteEsp(errno);
        }

        while (Path.TryTakeInbound(out uint spi))
        {
            _owner.NoteInbound(spi);
            isActive = true;
        }

        if (otherSource is { } source)
            _owner.HandleMapping(Wire.IpAddress.From(source.Address), source.Port);
        return isActive;
    }

    private (Instant SentSince, int Errno, Endpoint? OtherSource) TakeNotes()
    {
        using (_plane.Pause())
        {
            (Instant, int, Endpoint?) notes = (SentSince, SendErrno, OtherSource);
            (SentSince, OtherSource) = (Instant.Never, null);
            return notes;
        }
    }
}
