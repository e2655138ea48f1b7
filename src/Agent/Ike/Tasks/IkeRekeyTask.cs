using Holdfast.Ike.Actions;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Tasks;

/// <summary>
/// Replaces the IKE SA (RFC 7296 sections 1.3.2 and 2.18). Its Child SAs go on under the new one; where the gateway began the
/// same, the new one with the lowest nonce is given up by the side that made it (section 2.8.2).
/// </summary>
public sealed class IkeRekeyTask : CreateExchange
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(2);

    private readonly ulong _spi;
    private IkeSuite? _suite;
    private ulong _peerSpi;

    public IkeRekeyTask(SessionCore core)
        : base(core)
    {
        _spi = core.Context.RandomIkeSpi();
        Proposals = [.. core.Settings.IkeProposals.Select(p => p with { Spi = SpiOctets.From(_spi) })];
    }

    protected override IReadOnlyList<Proposal> Proposals { get; }

    protected override IReadOnlyList<Payload>? Begin(SaWorker sa, Instant now)
    {
        if (sa.Phase != SaPhase.InUse)
            return null;
        if (sa.PeerSuccessor is { } successor)
        {
            Core.Use(successor, now);
            return null;
        }

        if (sa.Unfinished.ReplacesIkeSa)
        {
            sa.RekeyAt = now + ShortestRetry;
            return null;
        }

        return [new SaPayload(Proposals), .. DrawKeys()];
    }

    protected override string Check(IReadOnlyList<Payload> payloads, out ChosenTransforms chosen)
    {
        chosen = new ChosenTransforms(default, []);
        if (payloads.OfType<SaPayload>().SingleOrDefault() is not { } answer)
            return "the gateway's answer lacks SA";
        if (ProposalMatch.TryChoose(Proposals, answer, 8, out chosen, out string problem))
            IkeSuite.TryFrom(chosen, out _suite, out problem);
        if (problem.Length > 0)
            return problem;
        return SpiOctets.TryRead(chosen.Spi.Span, out _peerSpi) && _peerSpi != 0 ? "" : "the gateway's IKE SPI is zero";
    }

    protected override void Accept(
        SaWorker sa, IReadOnlyList<Payload> payloads, ExchangeSecrets secrets, ExchangeNonces nonces, Instant now)
    {
        SaWorker made = Core.Employ(sa.Sa.Succeed(_spi, _peerSpi, isInitiator: true, _suite!, secrets, nonces), nonces.Lowest, now);
        Core.Sas.Add(made);
        CrashToken.Take(made.Sa, payloads);
        SaWorker? rival = sa.PeerSuccessor;
        bool isOurs = rival is null || rival.LowestNonce.Span.SequenceCompareTo(made.LowestNonce.Span) < 0;
        if (isOurs)
        {
            if (rival is not null)
                SaSet.Leave(rival, now);
            Core.Use(made, now);
            sa.Enqueue(new SaDeleteTask(Core));
            return;
        }

        Core.Context.Note(NoteLevel.Debug, "both sides rekeyed the IKE SA; the gateway's stays");
        Core.Use(rival!, now);
        SaSet.Leave(made, now);
        made.Enqueue(new SaDeleteTask(Core));
    }

    protected override void Postpone(SaWorker sa, TimeSpan wait, Instant now) => Continue(sa, now, now + wait);

    protected override void Refused(SaWorker sa, IkeFault fault, NotifyType? notify, Instant now)
    {
        Instant expires = sa.ExpireAt;
        if (Continue(sa, now, now + Instant.Longer(ShortestRetry, (expires - now) / 4)))
            return;
        Core.Context.Note(NoteLevel.Warning, $"rekey of the IKE SA refused: {fault.Message}; offered: {IkeOffer()}");
        Core.RequestReplacement(expires, $"the gateway refuses to rekey the IKE SA: {fault.Message}");
    }

    /// <summary>With a successor of the gateway's there is nothing left to try; true then.</summary>
    private bool Continue(SaWorker sa, Instant now, Instant next)
    {
        if (sa.PeerSuccessor is { } successor)
            Core.Use(successor, now);
        else
            sa.RekeyAt = next;
        return sa.PeerSuccessor is not null;
    }

    private string IkeOffer() => string.Join(", ", KeyExchangeMethods.OfferedBy(Proposals).Select(SuiteNames.Of));
}
