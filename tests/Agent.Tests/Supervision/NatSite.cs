using Holdfast.Supervision;
using Holdfast.Time;

namespace Holdfast.Tests.Supervision;

/// <summary>
/// A site behind a NAT, on a virtual clock of milliseconds: the gateway has something for it now and then, and repeats after a
/// second or two what did not arrive; the site answers, asks a silent gateway whether it lives, and sends keepalives as
/// <see cref="MappingLife"/> says.
/// </summary>
internal sealed class NatSite(int seed)
{
    private const long Second = 1000, RoundTrip = 60;

    private readonly Random _random = new(seed);
    private readonly MappingLife _life = new();
    private long _now, _mappedAt, _askAt, _inboundAt, _seenPort, _tooLong;
    private long _port = 1;
    private bool _isRepeated;

    /// <summary>Seconds that the NAT keeps a mapping without packets.</summary>
    public required double Life { get; init; }

    /// <summary>A new mapping has another port, and the gateway follows it when it is told.</summary>
    public required bool ChangesPorts { get; init; }

    /// <summary>What comes in keeps a mapping too.</summary>
    public required bool CountsInbound { get; init; }

    /// <summary>Seconds between things that the gateway has, on average.</summary>
    public required double Quiet { get; init; }

    /// <summary>Seconds of silence after which the gateway is asked.</summary>
    public double Liveness { get; init; } = 30;

    public double Interval => _life.Interval.TotalSeconds;

    public int Sent { get; private set; }

    /// <summary>Of what the gateway sent, without repetitions.</summary>
    public int Lost { get; private set; }

    public int Keepalives { get; private set; }

    /// <summary>Of the time with an interval longer than the NAT's life, by more than a hair.</summary>
    public double ShareTooLong => (double)_tooLong / _now;

    private bool IsAlive => _now - _mappedAt <= Life * Second;

    public void Start()
    {
        _inboundAt = Next(Quiet);
        Send();
    }

    public void Run(TimeSpan time)
    {
        long end = _now + (long)time.TotalMilliseconds;
        (_tooLong, Sent, Lost, Keepalives) = (0, 0, 0, 0);
        while (true)
        {
            long keepalive = _life.NextDeadline.Nanoseconds / 1_000_000;
            long next = Math.Min(keepalive, Math.Min(_askAt, _inboundAt));
            if (next >= end)
                break;
            _tooLong += Interval > Math.Max(Life, 10) * 1.05 ? next - _now : 0;
            _now = next;
            if (next == _inboundAt)
                Arrive();
            else if (next == _askAt)
                Ask();
            else
                Send(isKeepalive: true);
        }
    }

    private Instant Now => new(_now * 1_000_000);

    private void Arrive()
    {
        bool isNew = !_isRepeated;
        Sent += isNew ? 1 : 0;
        bool arrives = IsAlive && _port == _seenPort;
        Lost += isNew && !arrives ? 1 : 0;
        _isRepeated = !arrives;
        _inboundAt = arrives ? Next(Quiet) : _now + 500 + _random.Next(1500);
        if (!arrives)
            return;
        _mappedAt = CountsInbound ? _now : _mappedAt;
        _life.HandleReceived(Now);
        _askAt = _now + (long)(Liveness * Second);
        _now += 1;
        Send();
    }

    private void Ask()
    {
        Send();
        Instant asked = Now;
        _now += RoundTrip;
        _life.HandleReceived(Now);
        _life.HandleSeen(_seenPort == 0 ? null : _port == _seenPort, asked, Now);
        _seenPort = _port;
        _askAt = _now + (long)(Liveness * Second);
    }

    private void Send(bool isKeepalive = false)
    {
        if (!IsAlive && ChangesPorts)
            _port++;
        _mappedAt = _now;
        Keepalives += isKeepalive ? 1 : 0;
        _life.HandleSent(Now, isKeepalive: isKeepalive);
    }

    /// <summary>Exponentially distributed.</summary>
    private long Next(double mean) => _now + 1 + (long)(-Math.Log(1 - _random.NextDouble()) * mean * Second);
}
