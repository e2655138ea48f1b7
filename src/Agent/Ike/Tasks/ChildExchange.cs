using Holdfast.Esp;
using Holdfast.Ike.Children;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>A CREATE_CHILD_SA that makes a Child SA, new or in place of another (RFC 7296 sections 1.3.1 and 1.3.3).</summary>
public abstract class ChildExchange(SessionCore core, ChildSettings settings) : CreateExchange(core)
{
    private readonly ChildOffer _offer = new(settings, core.Children.DrawSpi(), withKeyExchange: true);
    private ChildGrant? _grant;

    public sealed override bool ConcernsChild => true;

    protected ChildSettings Settings => _offer.Settings;

    protected sealed override IReadOnlyList<Proposal> Proposals => _offer.Sa.Proposals;

    /// <summary>[USE_TRANSPORT_MODE], SA, Ni, [KEi], TSi, TSr.</summary>
    protected IReadOnlyList<Payload> BuildOffer() => [.. _offer.Mode(), _offer.Sa, .. DrawKeys(), .. _offer.Selectors()];

    protected sealed override string Check(IReadOnlyList<Payload> payloads, out ChosenTransforms chosen)
    {
        bool isRight = _offer.TryAccept(payloads, Core.Sas.Current.Sa.Nat, out _grant, out IkeFault? fault);
        chosen = isRight ? _grant!.Chosen : new ChosenTransforms(default, []);
        return isRight ? "" : fault!.Message;
    }

    protected sealed override void Accept(
        SaWorker sa, IReadOnlyList<Payload> payloads, ExchangeSecrets secrets, ExchangeNonces nonces, Instant now)
    {
        ConfigurationReply reply = ConfigurationReply.Read(Core.Context, payloads);
        if (reply.Addresses.Count > 0)
            Core.Tunnel.Take(reply);
        ChildSettings settings = Granted(payloads);
        ChildSaSpec spec = _grant!.ToSpec(sa.Sa, secrets, nonces, isInitiator: true, settings);
        ChildSa made = new(settings, spec, nonces.Lowest);
        if (!Core.Children.IsDeletedEarly(made.OutboundSpi))
        {
            Accept(made, now);
            return;
        }

        spec.InboundKey.Dispose();
        spec.OutboundKey.Dispose();
        AcceptDeleted(made, now);
    }

    public override void Abandon()
    {
        base.Abandon();
        Core.Children.ForgetDeletedEarly();
    }

    /// <summary>What was asked for, with what the gateway answered to it.</summary>
    protected virtual ChildSettings Granted(IReadOnlyList<Payload> answer) => Settings;

    protected abstract void Accept(ChildSa made, Instant now);

    /// <summary>The gateway granted it and has deleted it before its answer came; it is not installed.</summary>
    protected abstract void AcceptDeleted(ChildSa made, Instant now);

    protected sealed override void RefuseGrant(SaWorker sa, IkeFault fault, Instant now)
    {
        Core.Sas.Current.EnqueueFirst(new ChildDisownTask(Core, _offer.InboundSpi));
        base.RefuseGrant(sa, fault, now);
    }
}
