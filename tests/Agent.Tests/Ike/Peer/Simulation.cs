using Holdfast.Ike;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// One session over a bad link: for three quarters of a minute everything is lost, doubled, delayed and reordered as the seed says, while both
/// ends rekey, packets flow, the site's address changes, and now and then a Child SA expires, one end closes or the gateway
/// forgets everything. After that the link is clean, and the two ends have to come to agree.
/// </summary>
internal sealed class Simulation
{
    private static readonly TimeSpan Trouble = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(160);

    private readonly PriorityQueue<(Engine From, byte[] Message), (long At, int Order)> _inFlight = new();
    private readonly Random _random;
    private readonly Pair _pair;
    private readonly double _loss;
    private readonly int _longestDelay;
    private Instant _now;
    private Instant _nextDeed;
    private bool _isCalm;
    private bool _isForgotten;
    private int _order;
    private int _stepsWithoutTime;
    private int _ports = 500;

    public Simulation(int seed, IkeSettings settings)
    {
        _random = new Random(seed);
        _pair = new Pair(seed, settings);
        _pair.Watch.Senders = 2;
        _loss = _random.NextDouble() * 0.25;
        _longestDelay = _random.Next(2) == 0 ? 200 : 4000;
        _now = _nextDeed = _pair.Now;
    }

    public int Rekeys { get; private set; }

    /// <summary>Empty, or what is wrong at the end.</summary>
    public string Run()
    {
        Instant end = _now + Trouble;
        RunUntil(end);
        (_isCalm, end) = (true, end + Calm);
        RunUntil(end);
        return Judge();
    }

    private void RunUntil(Instant end)
    {
        while (true)
        {
            Launch(_pair.Site);
            Launch(_pair.Gateway);
            Instant arrival = _inFlight.TryPeek(out _, out (long At, int Order) key) ? new Instant(key.At) : Instant.Never;
            Instant next = Instant.Earliest(Instant.Earliest(arrival, _pair.Site.NextDeadline), _isCalm ? Instant.Never : _nextDeed);
            if (!_isForgotten)
                next = Instant.Earliest(next, _pair.Gateway.NextDeadline);
            if (next > end)
                break;
            _stepsWithoutTime = next > _now ? 0 : _stepsWithoutTime + 1;
            if (_stepsWithoutTime > 1000)
                throw new InvalidOperationException($"time stands still; {Show(_pair.Site)} against {Show(_pair.Gateway)}");
            _now = next > _now ? next : _now;
            Step(arrival <= _now);
        }

        _now = end;
    }

    private void Step(bool arrives)
    {
        if (arrives)
        {
            (Engine from, byte[] message) = _inFlight.Dequeue();
            Engine to = from == _pair.Site ? _pair.Gateway : _pair.Site;
            if (!(_isForgotten && (to == _pair.Gateway || from == _pair.Gateway)))
                to.Receive(message, _now);
            return;
        }

        _pair.Site.Tick(_now);
        if (!_isForgotten)
            _pair.Gateway.Tick(_now);
        if (_isCalm || _now < _nextDeed)
            return;
        Do(_random.Next(2) == 0 && !_isForgotten ? _pair.Gateway : _pair.Site);
        _nextDeed = _now + TimeSpan.FromMilliseconds(_random.Next(8_000));
    }

    private void Do(Engine engine)
    {
        if (engine.IsOver)
            return;
        int dice = _random.Next(200);
        if (dice < 70)
            RekeyChild(engine);
        else if (dice < 110)
            RekeyIke(engine);
        else if (dice < 160)
            SendPacket(engine);
        else if (dice < 180 && engine == _pair.Site)
            Move();
        else if (dice < 190)
            engine.HandleDoubt(_now);
        else if (dice == 195 && engine.Sending.Any())
            Expire(engine);
        else if (dice == 196)
            Close(engine);
        else if (dice == 197)
            Forget();
    }

    private void RekeyChild(Engine engine)
    {
        if (!engine.Sending.Any())
            return;
        Rekeys++;
        engine.RekeyChild(_now);
    }

    private void RekeyIke(Engine engine)
    {
        Rekeys++;
        engine.RekeyIke(_now);
    }

    /// <summary>It arrives at once; the data path of the other end says so.</summary>
    private void SendPacket(Engine engine)
    {
        Engine other = engine == _pair.Site ? _pair.Gateway : _pair.Site;
        uint spi = engine.Sending.FirstOrDefault()?.OutboundSpi ?? 0;
        if (!other.IsOver && other.Children.ContainsKey(spi))
            other.NoteTraffic(spi, _now);
    }

    /// <summary>A NAT gives another port, or the uplink another address.</summary>
    private void Move()
    {
        IkePath path = TestSettings.Path;
        _ports++;
        _pair.Site.TryChangePath(
            new IkePath(IpAddress.Parse($"10.10.{_ports % 200}.2"), (ushort)_ports, path.Remote, path.RemotePort), _now);
    }

    private void Expire(Engine engine)
    {
        _pair.Watch.MayLackPath = true;
        engine.ExpireChild(_now);
    }

    private void Close(Engine engine)
    {
        _pair.Watch.MayLackPath = true;
        engine.Close(_now);
    }

    private void Forget()
    {
        _pair.Watch.MayLackPath = true;
        _isForgotten = true;
    }

    private void Launch(Engine from)
    {
        while (from.Outbox.TryDequeue(out byte[]? message))
        {
            int copies = _isCalm || _random.NextDouble() > 0.1 ? 1 : 2;
            for (int copy = 0; copy < copies; copy++)
            {
                if (!_isCalm && _random.NextDouble() < _loss)
                    continue;
                TimeSpan delay = TimeSpan.FromMilliseconds(5 + (_isCalm ? 0 : _random.Next(_longestDelay)));
                _inFlight.Enqueue((from, message), ((_now + delay).Nanoseconds, _order++));
            }
        }
    }

    private string Judge()
    {
        (Engine site, Engine gateway) = (_pair.Site, _pair.Gateway);
        if (_isForgotten)
            return site.Down is null ? "the gateway forgot everything, and the site did not notice" : "";
        if (site.Down is not null && gateway.Down is not null)
            return site.Children.Count + gateway.Children.Count == 0 ? "" : "an ended session left Child SAs behind";
        if (site.Down is not null || gateway.Down is not null)
            return $"one end is down: {(site.Down ?? gateway.Down)!.Message}";
        if (site.IkeSpis != gateway.IkeSpis)
            return "the IKE SAs differ";
        if (!_pair.Agrees)
            return $"the Child SAs differ: {Show(site)} against {Show(gateway)}";
        return site.Children.Count switch
        {
            0 => "no Child SA is left",
            > 3 => $"{site.Children.Count} Child SAs are left",
            _ => "",
        };
    }

    private static string Show(Engine engine) => string.Join(
        ", ", engine.Children.Values.Select(c => $"{c.Spec.InboundSpi:x}/{c.Spec.OutboundSpi:x}{(c.Sends ? "*" : "")}"));
}
