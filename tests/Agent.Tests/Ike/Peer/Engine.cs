using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.States;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// One end of an established session with the engine inside, a data path that only keeps books, and a queue of what it sends.
/// The engine does not know which end it is but by the role in its IKE SA.
/// </summary>
internal sealed class Engine(SessionContext context, ScriptedRandom random)
{
    private readonly Dictionary<uint, uint> _replaces = [];
    private IkeState _state = null!;

    public ScriptedRandom Random { get; } = random;

    public SessionContext Context { get; } = context;

    public Queue<byte[]> Outbox { get; } = new();

    public List<IkeAction> Actions { get; } = [];

    /// <summary>Installed Child SAs by inbound SPI, and whether they are sent through.</summary>
    public Dictionary<uint, (ChildSaSpec Spec, bool Sends)> Children { get; } = [];

    public IkeFault? Down { get; private set; }

    /// <summary>The session ended, or began to.</summary>
    public bool IsOver => _state is not EstablishedState;

    /// <summary>Inbound SPIs in the order of their installation; the first came with IKE_AUTH.</summary>
    public IReadOnlyList<uint> Installed => [.. Actions.OfType<InstallChild>().Select(i => i.Spec.InboundSpi)];

    /// <summary>The SPIs of the IKE SA in use.</summary>
    public (ulong Initiator, ulong Responder) IkeSpis { get; private set; }

    /// <summary>Called after every single action.</summary>
    public Action<IkeAction>? Carried { get; set; }

    /// <summary>Called when all actions of one step are carried out.</summary>
    public Action? Settled { get; set; }

    public Instant NextDeadline => _state.NextDeadline;

    /// <summary>What packets go out through.</summary>
    public IEnumerable<ChildSaSpec> Sending => Children.Values.Where(c => c.Sends).Select(c => c.Spec);

    public int MostChildren { get; private set; }

    /// <summary>What was done so far is not remembered any more.</summary>
    public void Forget() => Actions.Clear();

    public void Begin(IkeState state, Instant now)
    {
        _state = state;
        state.Enter(now);
        Drain();
    }

    public void Receive(byte[] message, Instant now)
    {
        if (IkeHeader.TryRead(message, out IkeHeader header, out _))
            MoveTo(_state.HandleMessage(header, message, now), now);
    }

    public void Tick(Instant now)
    {
        if (now >= NextDeadline)
            MoveTo(_state.HandleTimeout(now), now);
    }

    public void RekeyChild(Instant now, uint? spi = null) => Expire(spi, isHard: false, now);

    public void ExpireChild(Instant now, uint? spi = null) => Expire(spi, isHard: true, now);

    public void RekeyIke(Instant now)
    {
        _state.RekeyIke(now);
        Tick(now);
    }

    public void Renew(Instant now)
    {
        _state.RenewChildren(now);
        Tick(now);
    }

    public void Close(Instant now) => MoveTo(_state.Close(now), now);

    public void NoteTraffic(uint spi, Instant now)
    {
        _state.NoteInboundTraffic(spi, now);
        Drain();
    }

    public bool TryChangePath(IkePath path, Instant now)
    {
        bool changed = _state.TryChangePath(path, now);
        Drain();
        return changed;
    }

    public void HandleDoubt(Instant now)
    {
        _state.HandleDoubt(now);
        Tick(now);
    }

    private void Expire(uint? spi, bool isHard, Instant now)
    {
        _state.HandleChildExpiry(spi ?? Sending.First().InboundSpi, isHard, now);
        Tick(now);
    }

    private void MoveTo(IkeState next, Instant now)
    {
        if (!ReferenceEquals(next, _state))
        {
            _state = next;
            next.Enter(now);
        }

        Drain();
    }

    private void Drain()
    {
        while (Context.TryDequeue(out IkeAction action))
        {
            Actions.Add(action);
            CarryOut(action);
            Carried?.Invoke(action);
        }

        Settled?.Invoke();
    }

    private void CarryOut(IkeAction action)
    {
        switch (action)
        {
            case Send send:
                Outbox.Enqueue(send.Message.ToArray());
                break;
            case InstallChild install:
                if (install is { SendToo: true, Replaces: { } replaced })
                    StopSending(replaced);
                if (install.Replaces is { } before)
                    _replaces[install.Spec.InboundSpi] = before;
                Children.Add(install.Spec.InboundSpi, (install.Spec, install.SendToo));
                MostChildren = Math.Max(MostChildren, Children.Count);
                break;
            case SendThrough through:
                SendThrough(through.InboundSpi);
                break;
            case StopSending stop:
                StopSending(stop.InboundSpi);
                break;
            case RemoveChild remove:
                Children[remove.InboundSpi].Spec.InboundKey.Dispose();
                Children[remove.InboundSpi].Spec.OutboundKey.Dispose();
                Children.Remove(remove.InboundSpi);
                _replaces.Remove(remove.InboundSpi);
                break;
            case SessionUp up:
                IkeSpis = (up.Details.InitiatorSpi, up.Details.ResponderSpi);
                break;
            case SessionChanged changed:
                IkeSpis = (changed.Details.InitiatorSpi, changed.Details.ResponderSpi);
                break;
            case SessionDown down:
                Down = down.Fault;
                break;
        }
    }

    private void SendThrough(uint spi)
    {
        if (_replaces.TryGetValue(spi, out uint old))
            StopSending(old);
        Children[spi] = (Children[spi].Spec, true);
    }

    private void StopSending(uint spi)
    {
        if (Children.TryGetValue(spi, out (ChildSaSpec Spec, bool Sends) child))
            Children[spi] = (child.Spec, false);
    }
}
