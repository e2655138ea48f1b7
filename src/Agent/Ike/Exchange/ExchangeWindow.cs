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
/// message IDs, of the request that waits for its answer, and of the last response, which is repeated bit for bit. Each
/// message is one datagram, or several fragments.
/// </summary>
/// <param name="firstRequestId">1 where IKE_SA_INIT took 0.</param>
/// <param name="firstExpectedId">Of the peer's first request.</param>
/// <param name="roundTrip">Measured by the exchanges, and waited for by them; null: the policy's waits are all there is.</param>
public sealed class ExchangeWindow(
    RetransmitPolicy policy, uint firstRequestId = 0, uint firstExpectedId = 0, RoundTrip? roundTrip = null)
{
    private RetransmitPolicy _policy = policy;
    private RoundTrip? _roundTrip = roundTrip;
    private TimeSpan _lastTime;
    private uint _nextRequestId = firstRequestId;
    private uint _expectedRequestId = firstExpectedId;
    private Pending? _pending;

    /// <summary>A request is waiting for its answer; no other may start.</summary>
    public bool IsBusy => _pending is not null;

    /// <summary>The message ID that the next request will have.</summary>
    public uint NextRequestId => _nextRequestId;

    public Instant NextDeadline => _pending is { } pending ? Instant.Earliest(pending.Resend, pending.GiveUp) : Instant.Never;

    /// <summary>The datagrams of the request that waits, as they were first sent; empty when none waits.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> PendingRequest => _pending?.Datagrams ?? [];

    /// <summary>When the request that waits was first sent, on the path in use; never when none waits.</summary>
    public Instant PendingSince => _pending?.FirstSent ?? Instant.Never;

    /// <summary>How often the request that waits was sent; 0 when none waits.</summary>
    public int PendingSent => _pending?.Sent ?? 0;

    /// <summary>The response to the peer's request before <see cref="Classify"/>'s next; empty before the first.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> LastResponse { get; private set; } = [];

    /// <summary>Starts an exchange with a finished message that carries <see cref="NextRequestId"/>.</summary>
    public void Begin(IReadOnlyList<ReadOnlyMemory<byte>> datagrams, Instant now)
    {
        if (IsBusy)
            throw new ArgumentException("an exchange is outstanding and the window is 1", nameof(datagrams));
        _pending = new Pending(datagrams, _nextRequestId, now + _policy.GiveUpAfter, now + WaitAfter(1))
        {
            FirstSent = now,
            LastSent = now,
        };
        _nextRequestId++;
    }

    /// <summary>
    /// The waiting request in more and smaller fragments. Nothing else of it changes, but that the waits for its answer begin anew
    /// (RFC 7383 section 2.5.2); the time at which it is given up stays.
    /// </summary>
    public void Refragment(IReadOnlyList<ReadOnlyMemory<byte>> datagrams)
    {
        if (_pending is not { } pending)
            return;
        pending.Datagrams = datagrams;
        pending.Sent = 1;
        pending.Resend = pending.LastSent + WaitAfter(1);
    }

    /// <summary>
    /// The waiting request goes another way from now on: its waits begin anew, and so does what is measured by it. The time at which
    /// it is given up stays.
    /// </summary>
    public void Restart(Instant now)
    {
        if (_pending is not { } pending)
            return;
        (pending.FirstSent, pending.LastSent, pending.Sent, pending.IsRepeated) = (now, now, 1, true);
        pending.Resend = now + WaitAfter(1);
    }

    /// <summary>Whether a response with this message ID answers the waiting request.</summary>
    public bool Answers(uint messageId) => _pending is { } pending && pending.Id == messageId;

    /// <summary>The answer was accepted: the exchange is over, and tells how long the way is.</summary>
    public void Complete(Instant now)
    {
        if (_pending is { } pending)
        {
            _lastTime = now - pending.FirstSent;
            _roundTrip?.Take(_lastTime, isClear: !pending.IsRepeated);
        }

        _pending = null;
    }

    /// <summary>No answer is awaited any more.</summary>
    public void GiveUp() => _pending = null;

    /// <summary>
    /// Gives up what waits and lets what follows live by another policy. How long the exchange before took is no measurement, as the
    /// gateway may have asked others before it answered a login, but a bound.
    /// </summary>
    public void SwitchTo(RetransmitPolicy policy, RoundTrip? roundTrip = null)
    {
        (_policy, _roundTrip, _pending) = (policy, roundTrip, null);
        roundTrip?.Take(_lastTime, isClear: false);
    }

    public WindowTimeout HandleTimeout(Instant now)
    {
        if (_pending is not { } pending || now < NextDeadline)
            return WindowTimeout.None;
        if (now >= pending.GiveUp)
            return WindowTimeout.GiveUp;
        pending.Sent++;
        pending.LastSent = now;
        pending.IsRepeated = true;
        pending.Resend = now + WaitAfter(pending.Sent);
        return WindowTimeout.Retransmit;
    }

    /// <summary>
    /// Places a request of the peer; it may be acted on only once it is authenticated. The last message ID of all is not taken, as
    /// none could follow it.
    /// </summary>
    public RequestOrder Classify(uint messageId)
    {
        if (messageId == uint.MaxValue)
            return RequestOrder.Stray;
        if (messageId == _expectedRequestId)
            return RequestOrder.Next;
        bool isLast = _expectedRequestId > 0 && messageId == _expectedRequestId - 1;
        return isLast && LastResponse.Count > 0 ? RequestOrder.Repeated : RequestOrder.Stray;
    }

    /// <summary>Keeps the response to the request that <see cref="Classify"/> called next, and moves on.</summary>
    public void Answer(IReadOnlyList<ReadOnlyMemory<byte>> response)
    {
        LastResponse = response;
        _expectedRequestId++;
    }

    private TimeSpan WaitAfter(int sent) => _roundTrip?.WaitAfter(_policy, sent) ?? _policy.WaitAfter(sent);

    private sealed class Pending(IReadOnlyList<ReadOnlyMemory<byte>> datagrams, uint id, Instant giveUp, Instant resend)
    {
        public IReadOnlyList<ReadOnlyMemory<byte>> Datagrams { get; set; } = datagrams;

        public uint Id { get; } = id;

        public Instant GiveUp { get; } = giveUp;

        public Instant Resend { get; set; } = resend;

        public Instant FirstSent { get; set; }

        public Instant LastSent { get; set; }

        /// <summary>More than one sending of it is out: the answer does not tell which of them it is to.</summary>
        public bool IsRepeated { get; set; }

        public int Sent { get; set; } = 1;
    }
}
