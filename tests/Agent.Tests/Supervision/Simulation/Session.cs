using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Tests.Supervision.Simulation;

/// <summary>
/// A session that stands, as far as the supervisor hears of it: when its silence is noticed, what is asked then, and which answer heals it. An
/// active one exchanges a packet a second, which is not played while all is well.
/// </summary>
internal sealed class Session
{
    private const double FirstWait = 0.5;
    private const double Growth = 1.4;
    private const double LongestWait = 8;

    private readonly Site _site;
    private readonly int _epoch;
    private readonly TimeSpan _phase;
    private int _address;
    private int _mapping;
    private int _chapter; // what was planned in another one is void
    private int _questions;
    private int _silence;
    private bool _isForgotten;
    private bool _isHeard = true; // by the gateway
    private bool _isNoticed;
    private bool _isClosed;
    private bool _isReplacementWanted;

    public Session(Site site, Candidate way, int address, int epoch)
    {
        (_site, Way, _address, _epoch, _mapping) = (site, way, address, epoch, site.Uplink.Mapping);
        _phase = TimeSpan.FromSeconds(site.Dice.Between(0, 30));
        Gateway = site.Gateway(way);
    }

    public Candidate Way { get; }

    public Gateway Gateway { get; }

    /// <summary>Packets don't go both ways, or did not and nobody knows yet that they do again.</summary>
    public bool IsBroken { get; private set; }

    private bool IsRemembered => !_isForgotten && Gateway.Epoch == _epoch;

    private bool IsSent => _site.IsAwake && _site.Uplink.Sends(Way) && _address == _site.Uplink.Address;

    private bool Passes =>
        IsSent && _site.Uplink.Hears(Way) && Gateway.IsUp && IsRemembered && _mapping == _site.Uplink.Mapping;

    public void Close() => (_isClosed, _chapter) = (true, _chapter + 1);

    /// <summary>Something in the world is different.</summary>
    public void Recheck()
    {
        if (_isClosed)
            return;
        WatchSilence();
        bool passes = Passes;
        if (!IsBroken && !passes)
        {
            IsBroken = true;
            Plan(NextPacket(), Notice);
        }
        else if (IsBroken && passes && !_isNoticed)
        {
            IsBroken = false;
            _chapter++;
        }
        else if (IsBroken && passes && _site.Plan.IsActive)
        {
            Plan(NextPacket(), SendPacket);
        }
    }

    /// <summary>Link, address or clock are others.</summary>
    public void HandleNetwork()
    {
        if (_isClosed || !IsBroken || !_site.Uplink.IsUp)
            return;
        if (_address != _site.Uplink.Address && !Gateway.HasMobike)
        {
            if (!_isReplacementWanted)
                _site.Tell(supervisor => supervisor.WantReplacement("the address is another", Instant.Never, _site.Now));
            _isReplacementWanted = true;
        }

        if (_isNoticed)
            Ask();
        else
            Notice(isAsked: true);
    }

    /// <summary>The gateway counts for itself.</summary>
    private void WatchSilence()
    {
        if (IsSent == _isHeard)
            return;
        (_isHeard, _silence) = (!_isHeard, _silence + 1);
        int silence = _silence;
        if (_isHeard)
            return;
        _site.Time.After(_site.Habits.GatewayGiveUp, () =>
        {
            if (silence != _silence || _isClosed || !Gateway.IsUp)
                return;
            _isForgotten = true;
            _site.HandleWorld();
        });
    }

    private void Notice() => Notice(isAsked: false);

    /// <summary>The first packet that is not answered goes out.</summary>
    private void Notice(bool isAsked)
    {
        _isNoticed = true;
        _chapter++;
        Plan(_site.Habits.Detection, Suspect);
        Plan(_site.Habits.GiveUp, Lose);
        if (_site.Plan.IsActive && !isAsked)
            Plan(_site.Habits.Detection / 3, Ask);
        else
            Ask();
    }

    private void Ask() => Ask(FirstWait, ++_questions);

    private void Ask(double wait, int run)
    {
        if (run != _questions)
            return;
        _site.Tally.Bytes += Sizes.Question;
        if (_address == _site.Uplink.Address || Gateway.HasMobike)
            _site.Exchange(Way, _site.Uplink.Address, TakeQuestion, HandleAnswer);
        Plan(TimeSpan.FromSeconds(wait), () => Ask(Math.Min(wait * Growth, LongestWait), run));
    }

    private void TakeQuestion(Action reply)
    {
        if (Gateway.IsUp && IsRemembered)
            reply();
    }

    private void HandleAnswer()
    {
        if (_isClosed)
            return;
        (_address, _mapping) = (_site.Uplink.Address, _site.Uplink.Mapping);
        Heal();
    }

    private void SendPacket()
    {
        if (Passes)
            _site.Exchange(Way, _address, TakeQuestion, Heal);
    }

    private void Heal()
    {
        if (_isClosed || !Passes)
            return;
        (IsBroken, _isNoticed) = (false, false);
        _chapter++;
        WatchSilence();
        _site.Tell(supervisor => supervisor.HandleAlive(_site.Now));
    }

    private void Suspect() => _site.Tell(supervisor => supervisor.HandleSuspect("silence", _site.Now));

    private void Lose() => _site.HandleLost(new Setback(SetbackKind.Silent, "silence"));

    private void Plan(TimeSpan wait, Action what)
    {
        int chapter = _chapter;
        _site.Later(wait, () =>
        {
            if (chapter == _chapter && !_isClosed)
                what();
        });
    }

    /// <summary>Until an active one sends its next packet, and an idle one asks.</summary>
    private TimeSpan NextPacket()
    {
        long interval = (_site.Plan.IsActive ? TimeSpan.FromSeconds(1) : _site.Habits.Liveness).Ticks;
        long since = (_site.Now - new Instant(0) + _phase).Ticks % interval;
        return TimeSpan.FromTicks(interval - since);
    }
}
