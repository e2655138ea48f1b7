using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Tasks;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Sas;

/// <summary>What tasks, answers and duties of an established session share: its IKE SAs, its Child SAs, its end.</summary>
public sealed class SessionCore
{
    /// <summary>How long a gateway may answer TEMPORARY_FAILURE to everything before its state is taken for lost.</summary>
    private static readonly TimeSpan TemporaryTime = TimeSpan.FromMinutes(5);

    /// <summary>Two refusals so far apart have nothing to do with each other.</summary>
    private static readonly TimeSpan TemporaryGap = TimeSpan.FromMinutes(2);

    private readonly string _peerId;
    private readonly bool _isResumed;
    private Instant _temporarySince = Instant.Never;
    private Instant _temporaryLast = Instant.Never;
    private bool _isReplacementDue;

    public SessionCore(SessionContext context, IkeSa sa, AuthOutcome outcome, Instant now)
    {
        Context = context;
        (_peerId, _isResumed) = (Identities.Describe(outcome.PeerId), outcome.ResumedFrom is not null);
        Mobike = context.Settings.Mobike && !sa.Nat.IsBareEsp && outcome.Payloads.Has(NotifyType.MobikeSupported);
        Children = new ChildTable(context);
        Tunnel = new TunnelView(context);
        Wanted = new WantedChildren(this, context.Settings.Children);
        PerCpu = new PerCpuSas(this);
        Sas = new SaSet(Employ(sa, default, now));
        Contact = new Contact(now, context.Settings.DetectionTime);
    }

    public SessionContext Context { get; }

    public IkeSettings Settings => Context.Settings;

    public SaSet Sas { get; }

    public ChildTable Children { get; }

    public WantedChildren Wanted { get; }

    public PerCpuSas PerCpu { get; }

    public TunnelView Tunnel { get; }

    /// <summary>The gateway agreed to MOBIKE (RFC 4555).</summary>
    public bool Mobike { get; }

    public Contact Contact { get; }

    /// <summary>Set when the session has to end; nothing is begun any more.</summary>
    public SessionEnd? Ending { get; private set; }

    public bool IsUp { get; private set; }

    /// <summary>A session that ends with a Delete of the IKE SA, or with nothing where the gateway knows already.</summary>
    public void End(IkeFault fault, bool tellPeer) => Ending ??= new SessionEnd(fault, tellPeer);

    /// <summary>
    /// INVALID_SYNTAX was said in an authentic answer, by either side: that is the end of the IKE SA without a Delete (RFC 7296
    /// section 2.21.3), and of the session where it is the one in use.
    /// </summary>
    public void EndAsMalformed(SaWorker sa, IkeFault fault)
    {
        if (sa == Sas.Current)
            End(fault, tellPeer: false);
        else
            Sas.Discard(sa);
    }

    /// <summary>An IKE SA with its lifetime.</summary>
    public SaWorker Employ(IkeSa sa, ReadOnlyMemory<byte> lowestNonce, Instant now)
    {
        SaLifetime lifetime = Settings.IkeLifetime;
        return new SaWorker(this, sa, lowestNonce)
        {
            RekeyAt = now + lifetime.RekeyAfter(Context.RandomFraction()),
            ExpireAt = now + lifetime.Time,
        };
    }

    /// <summary>From now on the session goes on over this IKE SA.</summary>
    public void Use(SaWorker worker, Instant now)
    {
        Sas.Use(worker, now);
        _temporarySince = Instant.Never;
        Context.Note(NoteLevel.Info, $"IKE SA rekeyed: {worker.Sa.Suite}");
        ReportChange();
    }

    /// <summary>A Child SA stands: told to the data path, to the tunnel, and, if it is the first, as the session's beginning.</summary>
    public void Install(ChildSa child, bool sendToo, ChildSa? replaced, Instant now)
    {
        Children.Install(child, sendToo, replaced, now);
        Wanted.NoteInstalled(child, now);
        Tunnel.Update(Wanted.Granted().Where(granted => granted != replaced));
        _temporarySince = Instant.Never;
        if (IsUp)
            return;
        IsUp = true;
        Context.Emit(new SessionUp(Details()));
    }

    public void ReportChange()
    {
        if (IsUp)
            Context.Emit(new SessionChanged(Details()));
    }

    /// <summary>
    /// What stands can't be renewed in place: the host makes a new session while it lasts. Asked for once.
    /// </summary>
    public void RequestReplacement(Instant deadline, string why)
    {
        if (_isReplacementDue)
            return;
        _isReplacementDue = true;
        Context.Emit(new ReauthenticationDue(deadline, why));
    }

    /// <summary>TEMPORARY_FAILURE came; the wait before the next try, or the end when it never ceases (section 2.25).</summary>
    public TimeSpan WaitAfterTemporaryFailure(Instant now)
    {
        if (_temporarySince == Instant.Never || now - _temporaryLast > TemporaryGap)
            _temporarySince = now;
        _temporaryLast = now;
        if (now - _temporarySince > TemporaryTime)
            End(new IkeFault(FaultKind.Rejected, Blame.Gateway, "the gateway answers TEMPORARY_FAILURE without end"), tellPeer: true);
        return TimeSpan.FromSeconds(4 + (4 * Context.RandomFraction()));
    }

    private SessionDetails Details()
    {
        IkeSa sa = Sas.Current.Sa;
        return new SessionDetails(sa.InitiatorSpi, sa.ResponderSpi, sa.Suite.ToString(), _peerId, sa.Nat)
        {
            Mobike = Mobike,
            Fragmentation = sa.Fragmentation,
            Ppk = sa.UsesPpk,
            Resumed = _isResumed,
        };
    }
}

/// <summary>Why a session ends, and whether the gateway has to be told.</summary>
public sealed record SessionEnd(IkeFault Fault, bool TellPeer);
