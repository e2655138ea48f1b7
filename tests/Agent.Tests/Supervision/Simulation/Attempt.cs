using Holdfast.Ike.Exchange;
using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>A handshake: IKE_SA_INIT until somebody answers, then IKE_AUTH.</summary>
internal sealed class Attempt(Site site, long number, Candidate way)
{
    private const double FirstWait = 0.5;
    private const double Growth = 1.4;
    private static readonly TimeSpan LongestAuth = TimeSpan.FromMinutes(1);

    private readonly Instant _begin = site.Now;
    private readonly int _address = site.Uplink.Address;
    private readonly RetransmitPolicy _policy = site.Unanswered;
    private double _wait = FirstWait;
    private int _sent;
    private Instant _answeredAt = Instant.Never;
    private int _epoch;
    private bool _isOver;

    public Candidate Way { get; } = way;

    public void Start()
    {
        if (site.Uplink.IsUp)
            SendInit();
        else
            Fail(SetbackKind.NoRoute);
    }

    public void Cancel()
    {
        _isOver = true;
        site.Gateway(Way).Finish(this);
    }

    private void SendInit()
    {
        if (_isOver || _answeredAt != Instant.Never)
            return;
        if (site.Now - _begin >= site.Habits.AttemptLife)
        {
            Fail(SetbackKind.Silent);
            return;
        }

        site.Tally.Bytes += Sizes.InitRequest;
        if (!site.Uplink.StopsIkePort || Way.ByNatPort)
            site.Exchange(Way, _address, reply => site.Gateway(Way).ReceiveInit(this, reply), HandleAnswer);
        site.Later(NextInit(), SendInit);
    }

    private TimeSpan NextInit() => _policy.WaitAfter(++_sent, site.Now - _begin, site.Dice.Next());

    private void HandleAnswer()
    {
        if (_isOver || _answeredAt != Instant.Never)
            return;
        site.Tally.Bytes += Sizes.InitResponse;
        (_answeredAt, _epoch, _wait) = (site.Now, site.Gateway(Way).Epoch, FirstWait);
        site.Tell(supervisor => supervisor.HandleAnswered(number, site.Now));
        SendAuth();
    }

    private void SendAuth()
    {
        if (_isOver)
            return;
        if (site.Now - _answeredAt >= LongestAuth)
        {
            Fail(SetbackKind.Silent);
            return;
        }

        site.Tally.Bytes += Sizes.AuthRequest;
        site.Exchange(Way, _address, TakeAuth, HandleEnd);
        site.Later(TimeSpan.FromSeconds(_wait), SendAuth);
        _wait = Math.Min(_wait * Growth, 8);
    }

    private void TakeAuth(Action reply)
    {
        Gateway gateway = site.Gateway(Way);
        if (!gateway.IsUp || gateway.Epoch != _epoch)
            return;
        gateway.Finish(this);
        reply();
    }

    private void HandleEnd()
    {
        if (_isOver)
            return;
        _isOver = true;
        site.Tally.Bytes += Sizes.AuthResponse;
        site.HandleConnected(number, Way, _address, _epoch);
    }

    private void Fail(SetbackKind kind)
    {
        _isOver = true;
        site.HandleFailed(number, new Setback(kind, kind.ToString()));
    }
}
