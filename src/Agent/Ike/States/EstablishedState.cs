using Holdfast.Ike.Actions;
using Holdfast.Ike.Answers;
using Holdfast.Ike.Children;
using Holdfast.Ike.Duties;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Resumption;
using Holdfast.Ike.Sas;
using Holdfast.Ike.Tasks;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>
/// The session stands. Messages go to their IKE SA; exchanges of ours are tasks, the gateway's get answers, and what the passing
/// of time asks for are duties.
/// </summary>
public sealed class EstablishedState : IkeState
{
    private readonly SessionCore _core;
    private readonly AuthOutcome _outcome;
    private readonly Liveness _liveness;
    private readonly SilenceWatch _silence;
    private readonly DataSilence _dataSilence;
    private readonly Reauthentication _reauthentication;
    private readonly TicketKeeper _tickets;
    private readonly CrashWatch _crash;
    private readonly RequestAnswers _answers;
    private readonly IReadOnlyList<Duty> _duties;
    private Instant _lastWordAt = Instant.Never;

    public EstablishedState(SessionContext context, IkeSa sa, AuthOutcome outcome, Instant now)
        : base(context)
    {
        _outcome = outcome;
        sa.Window.SwitchTo(context.Settings.Established, context.RoundTrip);
        if (sa.Transport == IkeTransport.Udp4500 && !context.Settings.StartOnNatPort)
            context.Path = NatDetection.Moved(context.Path);
        _core = new SessionCore(context, sa, outcome, now);
        _liveness = new Liveness(_core, now);
        _silence = new SilenceWatch(_core);
        _dataSilence = new DataSilence(_core, _liveness);
        _reauthentication = new Reauthentication(_core, outcome.ResumedFrom ?? now);
        (_tickets, _crash) = (new TicketKeeper(_core, outcome, now), new CrashWatch(_core));
        _answers = new RequestAnswers(_core, _reauthentication);
        _duties =
            [new ChildUpkeep(_core), new IkeUpkeep(_core), _liveness, _silence, new RekeySelfTest(_core, now), _reauthentication, _tickets];
    }

    public override Instant NextDeadline
    {
        get
        {
            if (_core.Ending is not null)
                return Instant.Earliest(_lastWordAt, _core.Sas.Current.Sa.Window.NextDeadline);
            Instant next = _core.Sas.All.Aggregate(Instant.Never, (at, sa) => Instant.Earliest(at, sa.NextDeadline));
            return _duties.Aggregate(next, (at, duty) => Instant.Earliest(at, duty.NextDeadline));
        }
    }

    public override void Enter(Instant now)
    {
        if (_outcome.Payloads.Find(NotifyType.AuthLifetime) is { } lifetime)
            _reauthentication.Take(lifetime, now);
        CrashToken.Take(_core.Sas.Current.Sa, _outcome.Payloads);
        _tickets.Take(_core.Sas.Current.Sa, _outcome.Payloads, now);
        if (_core.Mobike)
            InformationalAnswer.ReadAddresses(_core, _outcome.Payloads);
        ConfigurationReply reply = ConfigurationReply.Read(Context, _outcome.Payloads);
        _core.Tunnel.Take(reply);
        _core.Wanted.Add(reply.Subnets);
        ChildSettings first = Context.Settings.Children[0];
        if (_outcome.Child is { } spec)
            _core.Install(new ChildSa(first with { IsPerCpu = spec.IsPerCpu }, spec, default), sendToo: true, replaced: null, now);
        else if (_outcome.ChildFault is { } refusal)
            _core.Wanted.NoteRefused(first, refusal, _outcome.Payloads.FindError()?.NotifyType, now);
        if (_outcome.Disowned is { } spi)
            _core.Sas.Current.Enqueue(new ChildDisownTask(_core, spi));
        _core.Wanted.HandleTimeout(now);
        _core.Sas.Current.Advance(now);
    }

    public override IkeState HandleMessage(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (_core.Sas.Find(header) is not { } sa)
            return IgnoreUnprotected(header, message, now);
        if (header is { IsResponse: true, ExchangeType: not (ExchangeType.Informational or ExchangeType.CreateChildSa or ExchangeType.IkeFollowupKe) })
            return Ignore();
        if (!SaChannel.IsProtected(header, message))
            return IgnoreUnprotected(header, message, now);
        ReceivedMessage received = sa.Receive(header, message, now);
        if (received.Kind == ReceivedKind.Nothing)
            return this;
        _core.Contact.HeardIke(isAnswer: received.Kind == ReceivedKind.Response, now);
        _silence.NoteHeard();
        if (received.Kind == ReceivedKind.Request)
        {
            _answers.Answer(sa, header, received, now);
        }
        else
        {
            Context.Counters.Answers++;
            _dataSilence.NoteAnswer(now);
            sa.Complete(received, now);
        }

        return Settle(now);
    }

    public override IkeState HandleTimeout(Instant now)
    {
        foreach (SaWorker sa in _core.Sas.All.ToList())
        {
            if (sa.HandleTimeout(now))
                HandleSilence(sa);
        }

        foreach (Duty duty in _core.Ending is null ? _duties : [])
            duty.HandleTimeout(now);
        return Settle(now);
    }

    public override void NoteInboundTraffic(uint inboundSpi, Instant now)
    {
        _core.Contact.HeardData(now);
        _silence.NoteHeard();
        _dataSilence.NoteData();
        if (_core.Children.FindInbound(inboundSpi) is { Sends: false, IsInUse: true } successor)
            _core.Children.SendThrough(successor);
    }

    public override void NoteOutboundTraffic(Instant at)
    {
        _core.Contact.Sent(at);
        _dataSilence.NoteSent(at);
    }

    public override void HandleDataSilence(Instant now) => _dataSilence.Claim(now);

    public override void RenewChildren(Instant now) => _core.Children.Renew(now);

    public override void HandleChildExpiry(uint inboundSpi, bool isHard, Instant now)
    {
        if (_core.Children.FindInbound(inboundSpi) is not { } child)
            return;
        if (isHard && (child.IsInUse || child.State == ChildState.Replaced))
            child.ExpireAt = Instant.Earliest(child.ExpireAt, now);
        else if (!isHard && child.IsInUse)
            child.RekeyAt = now;
    }

    public override void WantCpu(uint inboundSpi, int cpu, Instant now)
    {
        _core.PerCpu.Want(inboundSpi, cpu, now);
        if (_core.Ending is null)
            _core.Sas.Current.Advance(now);
    }

    public override void RenewTicket(Instant now) => _tickets.Renew(now);

    public override void RekeyIke(Instant now) => _core.Sas.Current.RekeyAt = now;

    public override void HandleDoubt(Instant now) => _liveness.HandleDoubt(now);

    public override void HandleReturn(Instant now)
    {
        SaWorker current = _core.Sas.Current;
        if (current.IsIdle)
            _liveness.Ask();
        current.Resend(now);
    }

    /// <summary>What waits for its answer is sent again from the new address at once; the update follows it.</summary>
    public override bool TryChangePath(IkePath path, Instant now)
    {
        if (!_core.Mobike)
            return false;
        if (path.IsTcp != Context.Path.IsTcp)
            _core.Children.NoteOtherTransport();
        Context.Path = path;
        Context.RoundTrip.Forget();
        _core.Contact.Moved();
        SaWorker current = _core.Sas.Current;
        if (!current.HasTask<AddressUpdateTask>())
            current.EnqueueFirst(new AddressUpdateTask(_core));
        current.Resend(now);
        current.Advance(now);
        return true;
    }

    /// <summary>Behind a NAT of our own, or with MOBIKE, a changed source proves nothing about where the gateway wants to be reached.</summary>
    public override bool TryFollowPeer(IkePath path, Instant now)
    {
        bool follows = !_core.Mobike && !_core.Sas.Current.Sa.Nat.LocalIsBehindNat;
        if (follows)
            Context.Path = path;
        else
            _liveness.HandleDoubt(now);
        return follows;
    }

    public override IkeState Close(Instant now)
    {
        _core.End(new IkeFault(FaultKind.Stopped, Blame.None, "stopped"), tellPeer: true);
        return Settle(now);
    }

    private IkeState IgnoreUnprotected(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        if (_core.Sas.Find(header) is null)
            Context.Counters.ForeignSpi++;
        else
            Context.Counters.Malformed++;
        if (!_crash.Take(header, message, now))
            return _core.Ending is null ? this : Settle(now);
        _liveness.HandleDoubt(now);
        return HandleTimeout(now);
    }

    /// <summary>On an IKE SA that is leaving it only means that its Delete was in vain.</summary>
    private void HandleSilence(SaWorker sa)
    {
        if (sa == _core.Sas.Current)
            _core.End(new IkeFault(FaultKind.PeerSilent, Blame.Network, "the gateway no longer answers"), tellPeer: false);
        else
            _core.Sas.Discard(sa);
    }

    /// <summary>What has become due is begun; or, where the session has to end, that is.</summary>
    private IkeState Settle(Instant now)
    {
        foreach (SaWorker sa in _core.Sas.All.ToList())
        {
            if (_core.Ending is null)
                sa.Advance(now);
        }

        if (_core.Ending is not { } end)
            return this;
        _core.Children.RemoveAll();
        if (end.TellPeer && AwaitsRekey(now))
            return this;
        foreach (SaWorker sa in _core.Sas.All.Where(sa => sa != _core.Sas.Current))
            sa.Advance(now);
        IkeSa current = _core.Sas.Release();
        return end.TellPeer
            ? new ClosingState(Context, current, [new DeletePayload(ProtocolId.Ike, [])], end.Fault)
            : new ClosedState(Context, current, end.Fault);
    }

    /// <summary>
    /// The gateway may have switched to the new IKE SA already, and would not learn of the end from a Delete of the old one. The
    /// answer to our rekey has a moment to come.
    /// </summary>
    private bool AwaitsRekey(Instant now)
    {
        if (_lastWordAt == Instant.Never)
            _lastWordAt = now + RetransmitPolicy.Closing.GiveUpAfter;
        return _core.Sas.Current.IsRekeying && now < _lastWordAt;
    }
}
