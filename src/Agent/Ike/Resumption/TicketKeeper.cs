using System.Buffers.Binary;
using Holdfast.Crypto;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Duties;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Sas;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Ike.Resumption;

/// <summary>
/// Tickets of a session (RFC 5723 section 4.2): takes what the gateway gives, and asks again before it ends, after a rekey of the IKE
/// SA, whose keys are not to live on in a ticket, and when the one that there was is spent.
/// </summary>
public sealed class TicketKeeper : Duty
{
    private const int LifetimeSize = sizeof(uint);

    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>Nothing else waits for a ticket, and what comes with the first seconds of a session does.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(3);

    /// <summary>For a gateway that puts us off more than once.</summary>
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(10);

    private readonly AuthOutcome _login;
    private readonly Instant _authenticatedAt;
    private Instant _askAt = Instant.Never;
    private IkeSa? _askedOver;
    private bool _isGiving;
    private bool _isPutOff;

    public TicketKeeper(SessionCore core, AuthOutcome login, Instant now)
        : base(core) => (_login, _authenticatedAt) = (login, login.ResumedFrom ?? now);

    public override Instant NextDeadline => _isGiving && _askedOver != Core.Sas.Current.Sa ? new Instant(0) : _askAt;

    /// <summary>A response that may have a ticket in it, or the word that it can be had later; nothing else is changed by it.</summary>
    public void Take(IkeSa sa, IReadOnlyList<Payload> payloads, Instant now)
    {
        if (!Core.Settings.Resumption)
            return;
        (_askedOver, _askAt) = (sa, Instant.Never);
        if (payloads.Find(NotifyType.TicketLtOpaque) is { } grant)
            Take(sa, grant.Data, now);
        else if (payloads.Has(NotifyType.TicketAck))
            PutOff(now);
    }

    /// <summary>The one that there was is used up, and the session stands all the same.</summary>
    public void Renew(Instant now)
    {
        if (_isGiving)
            _askAt = Instant.Earliest(_askAt, now + Soon);
    }

    public override void HandleTimeout(Instant now)
    {
        if (now < NextDeadline)
            return;
        _askAt = Instant.Never;
        _askedOver = Core.Sas.Current.Sa;
        if (!Core.Sas.Current.HasTask<TicketRequestTask>())
            Core.Sas.Current.Enqueue(new TicketRequestTask(Core, this));
    }

    private void PutOff(Instant now)
    {
        _isGiving = true;
        _askAt = now + (_isPutOff ? Later : Soon);
        _isPutOff = true;
    }

    private void Take(IkeSa sa, ReadOnlyMemory<byte> data, Instant now)
    {
        if (data.Length is <= LifetimeSize or > LifetimeSize + ResumptionTicket.MaximumLength)
        {
            Core.Context.Note(NoteLevel.Debug, $"a ticket of {data.Length} octets is not kept");
            return;
        }

        TimeSpan given = TimeSpan.FromSeconds(BinaryPrimitives.ReadUInt32BigEndian(data.Span));
        TimeSpan lifetime = Instant.Shorter(given, Longest);
        Instant ends = Instant.Earliest(now + lifetime, _authenticatedAt + LongestWithoutLogin);
        _isGiving = true;
        if (ends - now < Shortest)
            return;
        _askAt = now + ((ends - now) * 0.75);
        Core.Context.Emit(new TicketGranted(new ResumptionTicket(data[LifetimeSize..].ToArray(), SecretBytes.CopyOf(sa.Keys.D))
        {
            Suite = sa.Suite,
            LocalId = _login.LocalId,
            PeerId = _login.PeerId,
            AuthenticatedAt = _authenticatedAt,
            ExpiresAt = ends,
            UsesPpk = sa.UsesPpk,
            Direct = sa.Nat.IsNone ? Core.Context.Path : null,
        }));
    }

    /// <summary>The time that the connection itself sets for a login counts as well.</summary>
    private TimeSpan LongestWithoutLogin =>
        Core.Settings.Reauthentication is { } own && own < ResumptionTicket.LongestWithoutLogin ? own : ResumptionTicket.LongestWithoutLogin;
}
