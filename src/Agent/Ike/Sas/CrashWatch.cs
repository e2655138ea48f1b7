using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Sas;

/// <summary>
/// What arrives in clear while a session stands: nothing to believe, but for the token of a gateway that lost its state (RFC 6290
/// section 4.5). Without it INVALID_IKE_SPI and INVALID_SPI are at most worth a question of ours (RFC 7296 section 2.21.4).
/// </summary>
public sealed class CrashWatch(SessionCore core)
{
    /// <summary>Wrong tokens are looked at no more often: guessing is hopeless, but each costs.</summary>
    private const int MostWrong = 10;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private Instant _since;
    private int _wrong;

    /// <summary>Takes an unprotected message; true: it may be worth a question.</summary>
    public bool Take(IkeHeader header, ReadOnlySpan<byte> message, Instant now)
    {
        bool isNotify = header.NextPayload == PayloadType.Notify
            && PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> payloads, out _)
            && (payloads.Has(NotifyType.InvalidSpi) || payloads.Has(NotifyType.InvalidIkeSpi))
            && !TryEnd(header, payloads, now);
        return isNotify;
    }

    /// <summary>The token is that of the IKE SA that the header names: it is gone at the gateway, and all that belongs to it.</summary>
    private bool TryEnd(IkeHeader header, IReadOnlyList<Payload> payloads, Instant now)
    {
        SaWorker? named = FindNamed(header);
        if (now - _since >= Interval)
            (_since, _wrong) = (now, 0);
        if (named is null || _wrong >= MostWrong || CrashToken.Check(named.Sa.CrashToken, payloads) is not { } isRight)
            return false;
        if (!isRight)
        {
            core.Context.Counters.WrongTokens++;
            _wrong++;
            return false;
        }

        if (named == core.Sas.Current)
            core.End(new IkeFault(FaultKind.PeerRestarted, Blame.Gateway, "the gateway has lost its state (QCD)"), tellPeer: false);
        else
            core.Sas.Discard(named);
        return true;
    }

    /// <summary>By its SPIs alone: what a gateway that knows nothing any more writes into the flags is not certain.</summary>
    private SaWorker? FindNamed(IkeHeader header)
    {
        foreach (SaWorker worker in core.Sas.All)
        {
            if (worker.Sa.InitiatorSpi == header.InitiatorSpi && worker.Sa.ResponderSpi == header.ResponderSpi)
                return worker;
        }

        return null;
    }
}
