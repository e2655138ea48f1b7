using Holdfast.Ike.Exchange;
using Holdfast.Time;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// One attempt to connect: its time, what refused it so far, and how often it began anew with another SPI and nonce.
/// </summary>
public sealed class ConnectAttempt(RetransmitPolicy policy)
{
    private const int MaximumRestarts = 3;

    /// <summary>With contradictory answers it is not a wrong configuration that is repeated, but a forger's game.</summary>
    private const int MaximumContested = 8;

    private static readonly TimeSpan LongestPatience = TimeSpan.FromMilliseconds(2250);

    private int _restarts;

    public RetransmitPolicy Policy { get; } = policy;

    /// <summary>When the attempt ends without an answer.</summary>
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
            return patience < LongestPatience ? patience : LongestPatience;
        }
    }

    /// <summary>More than one cookie was asked for under one SPI, which no gateway alone does.</summary>
    public bool IsContested { get; set; }

    /// <summary>The first request goes out; the time runs from here, through all restarts.</summary>
    public void Begin(Instant now)
    {
        if (GiveUpAt == Instant.Never)
            GiveUpAt = now + Policy.GiveUpAfter;
    }

    /// <summary>Whether a restart at this time would be granted.</summary>
    public bool MayRestartAt(Instant at) => _restarts < (IsContested ? MaximumContested : MaximumRestarts) && at < GiveUpAt;

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
