using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Exchange;

/// <summary>What the passing of time asks of the window.</summary>
public enum WindowTimeout
{
    None,
    Retransmit,
    GiveUp,
}

/// <summary>What a request of the peer is, by its message ID.</summary>
public enum RequestOrder
{
    /// <summary>The next one: handle it, then <see cref="ExchangeWindow.Answer"/>.</summary>
    Next,

    /// <summary>The last one again: send <see cref="ExchangeWindow.LastResponse"/> unchanged.</summary>
    Repeated,

    /// <summary>Old, or ahead of a window of one: ignore it.</summary>
    Stray,
}

/// <summary>
/// The message IDs of one IKE SA, both directions, window size 1 (RFC 7296 sections 2.1 to 2.3). The only owner of
/// message IDs, of the request that waits for its answer, and of the last response, which is repeated bit for bit.
/// </summary>
/// <param name="firstRequest">Message ID of our first request.</param>
/// <param name="firstExpected">Message ID of the peer's first request.</param>
public sealed class ExchangeWindow(RetransmitPolicy policy, uint firstRequest = 0, uint firstExpected = 0)
{
    private RetransmitPolicy _policy = policy;
    private uint _nextRequestId = firstRequest;
    private uint _expectedRequestId = firstExpected;
    private Pending? _pending;

    /// <summary>A request is waiting for its answer; no other may start.</summary>
    public bool IsBusy => _pending is not null;

    /// <summary>The message ID that the next request will have.</summary>
    public uint NextRequestId => _nextRequestId;

    public Instant NextDeadline => _pending is { } pending ? Instant.Earliest(pending.Resend, pending.GiveUp) : Instant.Never;

    /// <summary>The request that waits, as it was first sent.</summary>
    public ReadOnlyMemory<byte> PendingRequest => _pending?.Message ?? default;

    /// <summary>The response to the peer's request before <see cref="Classify"/>'s next; empty before the first.</summary>
    public ReadOnlyMemory<byte> LastResponse { get; private set; }

    /// <summary>Retransmissions since the IKE SA began.</summary>
    public long Retransmissions { get; private set; }

    /// <summary>Starts an exchange with a finished message that carries <see cref="NextRequestId"/>.</summary>
    public void Begin(ReadOnlyMemory<byte> message, Instant now)
    {
        if (IsBusy)
            throw new ArgumentException("an exchange is outstanding and the window is 1", nameof(message));
        _pending = new Pending(message, _nextRequestId, now + _policy.GiveUpAfter, now + _policy.WaitAfter(1));
        _nextRequestId++;
    }

    /// <summary>Replaces the waiting IKE_SA_INIT (a cookie, another group): same message ID, same time to give up.</summary>
    public void Replace(ReadOnlyMemory<byte> message, Instant now)
    {
        Pending pending = _pending ?? throw new ArgumentException("no exchange is outstanding", nameof(message));
        _pending = new Pending(message, pending.Id, pending.GiveUp, now + _policy.WaitAfter(1));
    }

    /// <summary>Brings the time to give up forward, never back.</summary>
    public void GiveUpBy(Instant at)
    {
        if (_pending is { } pending)
            pending.GiveUp = Instant.Earliest(pending.GiveUp, at);
    }

    /// <summary>Whether a response with this message ID answers the waiting request.</summary>
    public bool Answers(uint messageId) => _pending is { } pending && pending.Id == messageId;

    /// <summary>Ends the exchange: its answer was accepted, or it is given up.</summary>
    public void Complete() => _pending = null;

    /// <summary>Gives up what waits and lets what follows live by another policy.</summary>
    public void SwitchTo(RetransmitPolicy policy)
    {
        _policy = policy;
        _pending = null;
    }

    public WindowTimeout HandleTimeout(Instant now)
    {
        if (_pending is not { } pending || now < NextDeadline)
            return WindowTimeout.None;
        if (now >= pending.GiveUp)
            return WindowTimeout.GiveUp;
        pending.Sent++;
        pending.Resend = now + _policy.WaitAfter(pending.Sent);
        Retransmissions++;
        return WindowTimeout.Retransmit;
    }

    /// <summary>Places a request of the peer; the last message ID of all is not taken, as none could follow it. Only authenticated messages may be asked about.</summary>
    public RequestOrder Classify(uint messageId)
    {
        if (messageId == uint.MaxValue)
            return RequestOrder.Stray;
        if (messageId == _expectedRequestId)
            return RequestOrder.Next;
        bool isLast = _expectedRequestId > 0 && messageId == _expectedRequestId - 1;
        return isLast && !LastResponse.IsEmpty ? RequestOrder.Repeated : RequestOrder.Stray;
    }

    /// <summary>Keeps the response to the request that <see cref="Classify"/> called next, and moves on.</summary>
    public void Answer(ReadOnlyMemory<byte> response)
    {
        LastResponse = response;
        _expectedRequestId++;
    }

    private sealed class Pending(ReadOnlyMemory<byte> message, uint id, Instant giveUp, Instant resend)
    {
        public ReadOnlyMemory<byte> Message { get; } = message;

        public uint Id { get; } = id;

        public Instant GiveUp { get; set; } = giveUp;

        public Instant Resend { get; set; } = resend;

        public int Sent { get; set; } = 1;
    }
}
