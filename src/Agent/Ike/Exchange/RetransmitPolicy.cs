namespace Holdfast.Ike.Exchange;

/// <summary>
/// When a request without an answer is sent again (RFC 7296 section 2.4): waits grow by <paramref name="Factor"/> from
/// <paramref name="First"/> to <paramref name="Cap"/>, until <paramref name="GiveUpAfter"/> has passed since the first sending.
/// </summary>
public sealed record RetransmitPolicy(TimeSpan First, double Factor, TimeSpan Cap, TimeSpan GiveUpAfter)
{
    /// <summary>A dozen and more tries over one minute.</summary>
    public static readonly RetransmitPolicy Default =
        new(TimeSpan.FromMilliseconds(500), 1.4, TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(60));

    /// <summary>For the Delete at the end: the gateway is told, but a dead one does not hold up the stop.</summary>
    public static readonly RetransmitPolicy Closing =
        new(TimeSpan.FromMilliseconds(300), 1.5, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

    /// <summary>The wait after sending number <paramref name="sent"/> (1 is the first).</summary>
    public TimeSpan WaitAfter(int sent)
    {
        double wait = First.TotalMilliseconds * Math.Pow(Factor, sent - 1);
        return TimeSpan.FromMilliseconds(Math.Min(wait, Cap.TotalMilliseconds));
    }
}
