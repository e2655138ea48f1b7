using Holdfast.Time;

namespace Holdfast.Esp;

/// <summary>
/// How much may lie below the socket that the network has not taken yet: about as much as it takes in six milliseconds, by its
/// measured rate. What is more waits in the <see cref="FairQueue"/>, where the order can still be chosen. A network that takes
/// all at once is never measured and never limits, nor does one that is fast.
/// </summary>
/// <remarks>
/// The socket's own count (SIOCOUTQ) is of memory, more than the bytes handed over. So the rate is measured in that count, between
/// what it says behind a hand-over and what it says before the next; nothing is added meanwhile.
/// </remarks>
public sealed class SendBudget
{
    private const long Millisecond = 1_000_000;

    /// <summary>How long the network is to have work for; longer where we come too late to look.</summary>
    private const double ShortestAim = 6 * Millisecond;
    private const double LongestAim = 20 * Millisecond;

    /// <summary>500 Mbit/s: what the socket itself lets lie there is a few milliseconds' worth then.</summary>
    private const double Fast = 62_500_000;

    /// <summary>Below two full packets the network would run dry between two looks.</summary>
    private const double Least = 4_096;

    /// <summary>Before anything was measured; a fast network doubles it with each look.</summary>
    private const double First = 16_384;

    /// <summary>A measurement is over so much of both at least, for networks take packets in lumps.</summary>
    private const long WindowTime = 8 * Millisecond;
    private const long WindowBytes = 16_384;
    private const long LongestWindow = 250 * Millisecond;

    private const long ShortestWait = Millisecond;
    private const long LongestWait = 10 * Millisecond;
    private const long LongestStandstill = 100 * Millisecond;

    private double _rate; // bytes of the socket's count in a nanosecond; 0: not measured yet
    private double _aim = ShortestAim;
    private double _limit = First;
    private double _cost = 1; // of a byte handed over, in the socket's count
    private long _queued;
    private long _unseen; // bytes handed over since the socket was asked
    private Instant _at;
    private long _taken;
    private long _elapsed;
    private bool _ranDry;
    private Instant _moved;

    /// <summary>When to look again; never, while nothing is held back.</summary>
    public Instant NextLook { get; private set; } = Instant.Never;

    public bool IsHeld => NextLook != Instant.Never;

    /// <summary>Whether the socket has to be asked before the next hand-over; not if it had nothing left.</summary>
    public bool IsLookDue => _queued > 0;

    /// <summary>Whether something may be handed over, as of the last look.</summary>
    public bool IsOpen => _queued < _limit || IsFast;

    /// <summary>Whether the network is so fast that nothing is held back.</summary>
    public bool IsFast => _rate > 0 && BytesPerSecond >= Fast;

    /// <summary>
    /// Bytes that may be handed over at once, as of the last look; a packet that is longer may go if any may. No more than half
    /// of what may lie there, so that the network has the next ones before it is through with these.
    /// </summary>
    public int Room => IsFast ? int.MaxValue : (int)Math.Clamp(Math.Min(_limit - _queued, _limit / 2) / _cost, 0, int.MaxValue);

    /// <summary>Whether the rate is known.</summary>
    public bool IsMeasured => _rate > 0;

    /// <summary>What the network takes, in bytes handed over; <see cref="long.MaxValue"/> until it was measured.</summary>
    public long BytesPerSecond => _rate > 0 ? (long)(_rate / _cost * 1e9) : long.MaxValue;

    /// <summary>Before a hand-over, and when <see cref="NextLook"/> has come.</summary>
    /// <param name="queued">What the socket says now.</param>
    public void Look(long queued, Instant now)
    {
        long elapsed = now.Nanoseconds - _at.Nanoseconds;
        if (_queued > 0 && elapsed > 0)
            Measure(Math.Max(0, _queued - queued), elapsed, queued == 0);
        if (IsHeld && queued == 0)
            Widen();
        if (queued < _queued || queued == 0)
            _moved = now;
        (_queued, _at, NextLook) = (queued, now, Instant.Never);
    }

    /// <summary>Something was handed over, behind a look if one was due. True: the socket is to be asked for <see cref="Settle"/>.</summary>
    public bool HandOver(int bytes)
    {
        _unseen += bytes;
        return _queued > 0 || _unseen > _limit / 4;
    }

    /// <summary>Behind a hand-over.</summary>
    /// <param name="queued">What the socket says now.</param>
    public void Settle(long queued, Instant now)
    {
        if (_queued == 0)
            _moved = now;
        if (_unseen > 0 && queued > _queued)
            _cost += (Math.Clamp((double)(queued - _queued) / _unseen, 1, 8) - _cost) / 8;
        if (queued == 0 && _rate > 0)
            SetRate(Math.Min(1.125 * _rate, 1_000)); // all was taken at once: it is faster than it was
        (_queued, _at, _unseen) = (queued, now, 0);
    }

    /// <summary>Another socket, with nothing in it yet.</summary>
    public void Forget() => (_queued, _unseen) = (0, 0);

    /// <summary>
    /// Something waits that may not be handed over now, or that the socket refused. <see cref="NextLook"/> is when about half
    /// of what lies there has gone.
    /// </summary>
    public void Hold(Instant now)
    {
        if (IsHeld)
            return;
        double drain = _rate > 0 ? (_queued - _limit / 2) / _rate : ShortestWait;
        long still = now.Nanoseconds - _moved.Nanoseconds;
        double wait = Math.Clamp(Math.Min(drain, LongestWait) - still, ShortestWait, LongestWait);
        NextLook = new Instant(now.Nanoseconds + Math.Max((long)wait, Math.Min(LongestStandstill, still / 4)));
    }

    /// <summary>Nothing waits any more.</summary>
    public void Release() => NextLook = Instant.Never;

    private void Measure(long taken, long elapsed, bool ranDry)
    {
        _taken += taken;
        _elapsed += elapsed;
        _ranDry |= ranDry;
        bool isWhole = (_elapsed >= WindowTime && _taken >= WindowBytes) || _elapsed >= LongestWindow;
        if (!isWhole)
            return;
        double sample = (double)_taken / _elapsed;
        if (!_ranDry)
        {
            _aim += (ShortestAim - _aim) / 8;
            SetRate(_rate == 0 ? sample : _rate + (sample - _rate) * 3 / 4);
        }
        else if (_rate > 0)
        {
            SetRate(Math.Max(_rate, sample)); // it could have taken more
        }

        (_taken, _elapsed, _ranDry) = (0, 0, false);
    }

    private void SetRate(double rate) => (_rate, _limit) = (rate, Math.Max(Least, rate * _aim));

    // All was taken while more was waiting, so it was too little. Where a rate is known, the next measurement finds a higher one;
    // else we looked too late.
    private void Widen()
    {
        if (_rate == 0)
            _limit = Math.Min(2 * _limit, 1L << 40);
        else
            _limit = Math.Max(_limit, _rate * (_aim = Math.Min(LongestAim, 1.125 * _aim)));
    }
}
