using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Resumption;
using Holdfast.Time;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// A session and a gateway on a virtual clock, joined by wires that lose, double and reorder as their seed says. Nothing
/// waits: time jumps to the next delivery or deadline.
/// </summary>
internal sealed class Wires : IDisposable
{
    private readonly PriorityQueue<(bool ToGateway, byte[] Message), (long At, int Order)> _inFlight = new();
    private readonly Random _random;
    private readonly double _trouble;
    private int _order;

    /// <param name="ticket">To come back with.</param>
    public Wires(IkeSettings settings, Responder gateway, int seed = 1, double trouble = 0, ResumptionTicket? ticket = null)
    {
        (_random, _trouble, Gateway) = (new Random(seed), trouble, gateway);
        Session = new IkeSession(settings, new SeededRandom(seed), TestSettings.Path, Now, ticket);
        Drain();
    }

    public IkeSession Session { get; }

    public Responder Gateway { get; }

    public Instant Now { get; private set; } = new(1_000_000_000);

    public List<IkeAction> Actions { get; } = [];

    /// <summary>Every datagram of the session, in order.</summary>
    public List<byte[]> Sent { get; } = [];

    /// <summary>What the gateway sees of each datagram; false loses it.</summary>
    public Func<byte[], bool> PassToGateway { get; set; } = _ => true;

    /// <summary>One way.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Answers in place of <see cref="Gateway"/>.</summary>
    public Func<byte[], IReadOnlyList<byte[]>>? Serve { get; set; }

    public SessionUp? Up => Actions.OfType<SessionUp>().SingleOrDefault();

    public SessionDown? Down => Actions.OfType<SessionDown>().SingleOrDefault();

    /// <summary>The first one.</summary>
    public ChildSaSpec? Child => Actions.OfType<InstallChild>().FirstOrDefault()?.Spec;

    /// <summary>Runs until the condition holds or nothing is left to happen before the limit; says which.</summary>
    public bool RunUntil(Func<bool> condition, TimeSpan? limit = null)
    {
        Instant end = Now + (limit ?? TimeSpan.FromMinutes(10));
        while (!condition())
        {
            Instant next = Instant.Earliest(Session.NextDeadline, NextDelivery);
            if (next > end || next == Instant.Never)
            {
                Now = end;
                return condition();
            }

            Now = next > Now ? next : Now;
            Step();
        }

        return true;
    }

    /// <summary>Lets the gateway's datagram fly, subject to the same trouble.</summary>
    public void FromGateway(byte[] message) => Launch(false, message);

    public void Deliver(byte[] message)
    {
        Session.HandleDatagram(message, Now);
        Drain();
    }

    /// <summary>One verb of the session, and what follows from it at once.</summary>
    public void Do(Action<IkeSession> verb)
    {
        verb(Session);
        Drain();
    }

    /// <summary>Lets this time pass.</summary>
    public void Pass(TimeSpan time) => RunUntil(() => false, time);

    /// <summary>
    /// The site sends a packet, and one more after each interval, until the condition holds or the limit is over; says which.
    /// </summary>
    /// <param name="isAnswered">Whether a packet of the gateway comes back, at once.</param>
    public bool Flow(TimeSpan limit, TimeSpan interval, Func<bool> isAnswered, Func<bool>? until = null)
    {
        for (Instant end = Now + limit; Now < end && until?.Invoke() != true;)
        {
            Do(s => s.NoteOutboundTraffic(Now));
            if (isAnswered())
                Do(s => s.NoteInboundTraffic(Child!.InboundSpi, Now));
            RunUntil(until ?? (() => false), interval < end - Now ? interval : end - Now);
        }

        return until?.Invoke() == true;
    }

    /// <summary>A session that stands.</summary>
    public static Wires Connected(Responder gateway, IkeSettings? settings = null)
    {
        Wires wires = new(settings ?? TestSettings.Create(), gateway);
        return wires.RunUntil(() => wires.Up is not null) ? wires : throw new InvalidOperationException("no session");
    }

    public void Close()
    {
        Session.Close(Now);
        Drain();
    }

    public void Dispose()
    {
        Gateway.Dispose();
        Child?.InboundKey.Dispose();
        Child?.OutboundKey.Dispose();
    }

    private Instant NextDelivery => _inFlight.TryPeek(out _, out (long At, int Order) key) ? new Instant(key.At) : Instant.Never;

    private void Step()
    {
        if (NextDelivery <= Now)
        {
            (bool toGateway, byte[] message) = _inFlight.Dequeue();
            if (!toGateway)
                Session.HandleDatagram(message, Now);
            else if (PassToGateway(message))
                foreach (byte[] answer in (Serve ?? Answer)(message))
                    Launch(false, answer);
        }
        else
        {
            Session.HandleTimeout(Now);
        }

        Drain();
    }

    private IReadOnlyList<byte[]> Answer(byte[] message) => Gateway.Handle(message) is { } answer ? [answer] : [];

    private void Drain()
    {
        while (Session.TryDequeue(out IkeAction action))
        {
            Actions.Add(action);
            if (action is not Send send)
                continue;
            Sent.Add(send.Message.ToArray());
            Launch(true, send.Message.ToArray());
        }
    }

    private void Launch(bool toGateway, byte[] message)
    {
        int copies = _random.NextDouble() < _trouble ? 2 : 1;
        for (int copy = 0; copy < copies; copy++)
        {
            if (_random.NextDouble() < _trouble)
                continue;
            TimeSpan delay = Delay + TimeSpan.FromMilliseconds(_trouble > 0 ? _random.Next(0, 700) : 0);
            _inFlight.Enqueue((toGateway, message), ((Now + delay).Nanoseconds, _order++));
        }
    }
}
