using Holdfast.Ike.Exchange;
using Holdfast.Time;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// One attempt to connect: its time, what refused it so far, and how often it began anew with another SPI and nonce.
/// </summary>
/// <param name="policy">Once somebody has answered.</param>
/// <param name="unanswered">Until then.</param>
public sealed class ConnectAttempt(RetransmitPolicy policy, RetransmitPolicy unanswered)
{
    private const int MaximumRestarts = 3;

    /// <summary>With contradictory answers it is not a wrong configuration that is repeated, but a forger's game.</summary>
    private const int MaximumContested = 8;

    private static readonly TimeSpan LongestPatience = TimeSpan.FromMilliseconds(2250);

    private int _restarts;
    private Instant _begunAt;

    /// <summary>Something came back that may be an answer of the gateway.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>When the attempt ends without an answer, or without a better one.</summary>
    public Instant GiveUpAt { get; private set; } = Instant.Never;

    public Refusals Refusals { get; private set; } = new();

    /// <summary>When the attempt ends, if nothing more arrives and nothing is awaited.</summary>
    public Instant EndsAt => Instant.Earliest(GiveUpAt, Refusals.EndsAt);

    /// <summary>
    /// How long a cookie waits to be answered. Each new beginning is more patient, as it means that a cookie, perhaps a
    /// forged one, was answered before the genuine response to the request without it had arrived.
    /// </summary>
    public TimeSpan CookiePatience
    {
        get
        {
            TimeSpan patience = TimeSpan.FromMilliseconds(250 * Math.Pow(3, _restarts));
            return Instant.Shorter(patience, LongestPatience);
        }
    }

    /// <summary>More than one cookie was asked for under one SPI, which no gateway alone does.</summary>
    public bool IsContested { get; set; }

    /// <summary>The first request goes out; the time runs from here, through all restarts.</summary>
    public void Begin(Instant now)
    {
        if (GiveUpAt != Instant.Never)
            return;
        (_begunAt, GiveUpAt) = (now, now + Policy.GiveUpAfter);
    }

    /// <summary>The gateway, or somebody in its place, is there: from here on there is the time that connecting may take.</summary>
    /// <returns>It is the first answer.</returns>
    public bool TryNoteAnswer(Instant now)
    {
        if (IsAnswered)
            return false;
        IsAnswered = true;
        if (policy != unanswered)
            GiveUpAt = now + policy.GiveUpAfter;
        return true;
    }

    /// <summary>As <see cref="TryNoteAnswer"/>, and told to the owner.</summary>
    public void Hear(SessionContext context, Instant now)
    {
        if (TryNoteAnswer(now))
            context.Emit(new Actions.GatewayAnswered());
    }

    /// <summary>The wait after sending number <paramref name="sent"/> under one SPI.</summary>
    public TimeSpan WaitAfter(int sent, SessionContext context, Instant now) =>
        Policy.WaitAfter(sent, now - _begunAt, Policy.Jitter > 0 ? context.RandomFraction() : 0);

    /// <summary>Whether a restart at this time would be granted.</summary>
    public bool MayRestartAt(Instant at) => _restarts < (IsContested ? MaximumContested : MaximumRestarts) && at < GiveUpAt;

    private RetransmitPolicy Policy => IsAnswered ? policy : unanswered;

    /// <summary>Forgets the refusals, which were for what is left behind.</summary>
    public bool TryRestart(Instant now)
    {
        if (!MayRestartAt(now))
            return false;
        _restarts++;
        Refusals = new Refusals();
        return true;
    }
}
