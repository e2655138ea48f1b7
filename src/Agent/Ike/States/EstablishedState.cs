using Holdfast.Esp;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Tasks;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.States;

/// <summary>The session stands. Exchanges of ours are tasks; requests of the gateway are answered meanwhile.</summary>
public sealed class EstablishedState(SessionContext context, IkeSa sa, AuthOutcome outcome, Instant now)
    : SaState(context, sa)
{
    private readonly List<ChildSaSpec> _children = outcome.Child is { } grant ? [grant.Spec] : [];
    private ExchangeTask? _task;
    private Instant _lastInbound = now;

    public override Instant NextDeadline => Sa.Window.IsBusy ? base.NextDeadline : NextLivenessCheck;

    private Instant NextLivenessCheck => _lastInbound + Context.Settings.LivenessInterval;

    public override void Enter(Instant now)
    {
        _lastInbound = now;
        Sa.Window.SwitchTo(Context.Settings.Established);
        Context.Emit(new InstallChild(outcome.Child!.Spec));
        Context.Emit(new ConfigureTunnel(outcome.Child.Tunnel));
        Context.Emit(new SessionUp(new SessionDetails(
            Sa.InitiatorSpi, Sa.ResponderSpi, Sa.Suite.ToString(), Identities.Describe(outcome.PeerId), Sa.Nat)));
    }

    public override IkeState HandleTimeout(Instant now)
    {
        if (Sa.Window.IsBusy || now < NextLivenessCheck)
            return base.HandleTimeout(now);
        Start(new LivenessTask(), now);
        return this;
    }

    public override void NoteInboundTraffic(uint inboundSpi, Instant now) => _lastInbound = now;

    public override IkeState Close(Instant now)
    {
        RemoveChildren();
        return new ClosingState(
            Context, Sa, [new DeletePayload(ProtocolId.Ike, [])], new IkeFault(FaultKind.Stopped, Blame.None, "stopped"));
    }

    protected override bool Expects(IkeHeader header) =>
        header.ExchangeType is ExchangeType.Informational || header is { ExchangeType: ExchangeType.CreateChildSa, IsResponse: false };

    protected override IkeState HandleResponse(IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now)
    {
        ExchangeTask? task = _task;
        _task = null;
        return (fault ?? task?.Process(payloads)) is { } fatal ? End(fatal) : this;
    }

    protected override IkeState HandleRequest(
        IkeHeader header, IReadOnlyList<Payload> payloads, IkeFault? fault, Instant now)
    {
        if (fault is not null)
            return Answer(fault, header);
        if (header.ExchangeType == ExchangeType.CreateChildSa)
            return Decline(header);

        InformationalAnswer answer = InformationalAnswer.To(payloads, _children);
        Sa.SendResponse(header, answer.Payloads);
        if (answer.EndsIkeSa)
            return End(new IkeFault(FaultKind.PeerClosed, Blame.Gateway, "the gateway deleted the IKE SA"));
        foreach (uint spi in answer.Removed)
            Remove(spi);
        return _children.Count > 0
            ? this
            : new ClosingState(
                Context, Sa, [new DeletePayload(ProtocolId.Ike, [])],
                new IkeFault(FaultKind.PeerClosed, Blame.Gateway, "the gateway deleted the last Child SA"));
    }

    protected override IkeState HandleSilence(Instant now) =>
        End(new IkeFault(FaultKind.PeerSilent, Blame.Network, "the gateway no longer answers"));

    private void Start(ExchangeTask task, Instant now)
    {
        _task = task;
        Sa.SendRequest(task.Exchange, task.Build(), now);
    }

    /// <summary>
    /// RFC 7296 section 4 lets an implementation refuse every CREATE_CHILD_SA; the gateway then keeps what stands until
    /// its lifetime ends and the session is built anew.
    /// </summary>
    private EstablishedState Decline(IkeHeader header)
    {
        Context.Note(NoteLevel.Info, "the gateway asks for a rekey or another Child SA; declined (NO_ADDITIONAL_SAS)");
        Sa.SendResponse(header, [Notifications.Of(NotifyType.NoAdditionalSas)]);
        return this;
    }

    /// <summary>INVALID_SYNTAX in an authentic request ends the IKE SA on both sides (RFC 7296 section 2.21.3).</summary>
    private IkeState Answer(IkeFault fault, IkeHeader header)
    {
        NotifyType notify = fault.Notify ?? NotifyType.InvalidSyntax;
        Context.Note(NoteLevel.Warning, $"request of the gateway refused: {fault.Message}");
        Sa.SendResponse(header, [Notifications.Of(notify, fault.NotifyData)]);
        return notify == NotifyType.InvalidSyntax ? End(fault) : this;
    }

    private ClosedState End(IkeFault fault)
    {
        RemoveChildren();
        return new ClosedState(Context, Sa, fault);
    }

    private void RemoveChildren()
    {
        foreach (uint spi in _children.Select(c => c.InboundSpi).ToList())
            Remove(spi);
    }

    private void Remove(uint inboundSpi)
    {
        _children.RemoveAll(c => c.InboundSpi == inboundSpi);
        Context.Emit(new RemoveChild(inboundSpi));
    }
}
