using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>How soon a gateway that is no longer there is noticed, and that one that is there is not doubted.</summary>
public sealed class DetectionTests
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    /// <summary>From the first packet that nothing came back for; asked after a few of the flow's pauses, or a third of it.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(60)]
    public void Packets_in_vain_make_the_path_suspect_in_time(int seconds)
    {
        TimeSpan detection = TimeSpan.FromSeconds(seconds);
        for (int seed = 0; seed < 50; seed++)
        {
            Random random = new(seed);
            using Wires wires = Connected(seconds, seed);
            wires.Delay = TimeSpan.FromMilliseconds(random.Next(1, 150));
            TimeSpan interval = TimeSpan.FromMilliseconds(random.Next(20, 400));
            wires.Flow(TimeSpan.FromSeconds(40), interval, () => true);
            List<TimeSpan> questions = [];
            Instant cut = wires.Now;
            int before = wires.Sent.Count;
            wires.PassToGateway = _ =>
            {
                questions.Add(wires.Now - cut - wires.Delay);
                return false;
            };

            Assert.True(wires.Flow(detection * 2, interval, () => false, () => Suspects(wires) > 0));
            Assert.InRange(wires.Now - cut, detection - Tenth, detection);
            TimeSpan early = Instant.Longer(interval * 4, TimeSpan.FromMilliseconds(200)), late = detection / 3;
            Assert.InRange(questions[0], (early < late ? early : late) - interval - Tenth, Instant.Longer(interval * 4, TimeSpan.FromSeconds(1)) + Tenth);
            Assert.True(wires.Sent.Count - before >= 3);
            Assert.Null(wires.Down);
        }
    }

    /// <summary>Every flow comes to its end, and not every end is worth a question.</summary>
    [Fact]
    public void The_end_of_a_flow_is_asked_about_once_in_the_interval()
    {
        using Wires wires = Connected(60);
        int before = wires.Sent.Count;
        for (int flow = 0; flow < 60; flow++)
        {
            wires.Flow(TimeSpan.FromSeconds(2), Tenth, () => true);
            wires.Do(s => s.NoteOutboundTraffic(wires.Now));
            wires.Pass(TimeSpan.FromSeconds(3));
        }

        Assert.InRange(wires.Sent.Count - before, 9, 13);
    }

    /// <summary>A hint by ICMP or INVALID_SPI, and silence after the question: there is no need to wait for the detection time.</summary>
    [Fact]
    public void A_hint_and_an_unanswered_question_make_the_path_suspect_at_once()
    {
        using Wires wires = Connected(60);
        wires.Flow(TimeSpan.FromSeconds(20), Tenth, () => true);
        wires.PassToGateway = _ => false;
        wires.Do(s => s.NoteOutboundTraffic(wires.Now));
        Instant hinted = wires.Now;
        wires.Do(s => s.HandleDoubt(wires.Now));

        Assert.True(wires.RunUntil(() => Suspects(wires) > 0, TimeSpan.FromSeconds(2)));
        Assert.InRange(wires.Now - hinted, TimeSpan.FromSeconds(0.25), TimeSpan.FromSeconds(0.5));
        wires.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(1, Suspects(wires));
    }

    /// <summary>The last packets before the end are told of after the hint that the first one behind it leads to.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 0)]
    public void Packets_told_of_right_after_a_hint_came_before_it(int looks, int suspects)
    {
        using Wires wires = Connected(60);
        wires.Flow(TimeSpan.FromSeconds(20), Tenth, () => true);
        wires.PassToGateway = _ => false;
        wires.Do(s => s.HandleDoubt(wires.Now));
        for (int look = 0; look < looks; look++)
        {
            wires.Pass(TimeSpan.FromMilliseconds(50));
            wires.Do(s => s.NoteInboundTraffic(wires.Child!.InboundSpi, wires.Now));
        }

        wires.Pass(TimeSpan.FromSeconds(0.4));
        Assert.Equal(suspects, Suspects(wires));
    }

    /// <summary>Whoever forges hints gets questions out of us, and the gateway's answers to them.</summary>
    [Fact]
    public void Hints_without_end_are_nothing_while_the_gateway_answers()
    {
        using Wires wires = Connected(2);
        for (int i = 0; i < 3000; i++)
        {
            wires.Do(s => s.HandleDoubt(wires.Now));
            wires.Flow(Tenth, Tenth, () => false);
        }

        Assert.Equal(0, Suspects(wires));
        Assert.Null(wires.Down);
    }

    /// <summary>One packet is enough.</summary>
    [Fact]
    public void A_single_packet_in_vain_is_asked_about()
    {
        using Wires wires = Connected(10);
        wires.PassToGateway = _ => false;
        wires.Pass(TimeSpan.FromSeconds(5));
        wires.Do(s => s.NoteOutboundTraffic(wires.Now));
        Instant sent = wires.Now;

        Assert.True(wires.RunUntil(() => Suspects(wires) > 0));
        Assert.Equal(TimeSpan.FromSeconds(10), wires.Now - sent);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void When_nothing_is_sent_the_question_comes_after_the_interval(int seconds)
    {
        using Wires wires = Connected(seconds);
        Instant heard = wires.Now;
        int before = wires.Sent.Count;
        wires.PassToGateway = _ => false;
        wires.Pass(TimeSpan.FromSeconds(29));
        Assert.Equal(before, wires.Sent.Count);

        Assert.True(wires.RunUntil(() => Suspects(wires) > 0));
        Assert.InRange(wires.Now - heard, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30 + seconds));
    }

    [Fact]
    public void It_is_told_again_while_the_silence_lasts_and_the_session_ends_as_before()
    {
        using Wires wires = Connected(10);
        wires.PassToGateway = _ => false;
        wires.Do(s => s.NoteOutboundTraffic(wires.Now));
        Instant sent = wires.Now;
        Assert.True(wires.RunUntil(() => wires.Down is not null));

        Assert.Equal(FaultKind.PeerSilent, wires.Down!.Fault.Kind);
        Assert.InRange(wires.Now - sent, TimeSpan.FromSeconds(63), TimeSpan.FromSeconds(64));
        Assert.Equal(6, Suspects(wires));
        Assert.Empty(wires.Actions.OfType<PathAlive>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gateway_that_is_heard_again_is_told_once(bool byData)
    {
        using Wires wires = Connected(2);
        wires.PassToGateway = _ => false;
        wires.Do(s => s.NoteOutboundTraffic(wires.Now));
        Assert.True(wires.RunUntil(() => Suspects(wires) > 0));
        if (byData)
            wires.Do(s => s.NoteInboundTraffic(wires.Child!.InboundSpi, wires.Now));
        wires.PassToGateway = _ => true;
        wires.Flow(TimeSpan.FromSeconds(60), Tenth, () => byData);

        Assert.Equal(1, Suspects(wires));
        Assert.Single(wires.Actions.OfType<PathAlive>());
    }

    /// <summary>Whatever becomes of a request: while packets come back the path is not at fault.</summary>
    [Fact]
    public void While_packets_come_back_nothing_is_suspect()
    {
        using Wires wires = Connected(2);
        wires.PassToGateway = _ => false;
        wires.Do(s => s.RekeyIke(wires.Now));
        wires.Flow(TimeSpan.FromSeconds(55), Tenth, () => true);

        Assert.Null(wires.Down);
        Assert.Equal(0, Suspects(wires));
    }

    [Fact]
    public void Another_way_has_a_detection_time_of_its_own()
    {
        Pair pair = new(settings: Pair.Settings() with { DetectionTime = TimeSpan.FromSeconds(10) });
        pair.Site.RekeyIke(pair.Now);
        pair.Wait(TimeSpan.FromSeconds(9.9));
        IkePath path = TestSettings.Path with { LocalPort = 1234 };
        Assert.True(pair.Site.TryChangePath(path, pair.Now));
        pair.Wait(TimeSpan.FromSeconds(9.9));
        Assert.Empty(pair.Site.Actions.OfType<PathSuspect>());
        pair.Wait(TimeSpan.FromSeconds(0.2));

        Assert.Single(pair.Site.Actions.OfType<PathSuspect>());
    }

    /// <summary>A session that begins on a slow link does not take its slowness for silence, with and without packets that come back.</summary>
    [Theory]
    [InlineData(2, 2500)]
    [InlineData(2, 5000)]
    [InlineData(10, 2500)]
    [InlineData(10, 5000)]
    public void On_a_slow_link_nothing_is_suspect(int seconds, int delay)
    {
        using Wires wires = Connected(seconds, seed: delay, delay: TimeSpan.FromMilliseconds(delay));
        wires.Flow(TimeSpan.FromMinutes(20), TimeSpan.FromSeconds(1), () => false);
        wires.Pass(TimeSpan.FromMinutes(20));

        Assert.Equal(0, Suspects(wires));
        Assert.Null(wires.Down);
    }

    /// <summary>A link that becomes slow can't be told from one that is cut; but it is doubted once, and not again and again.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(10)]
    public void A_link_that_becomes_slow_is_suspect_once_at_most(int seconds)
    {
        using Wires wires = Connected(seconds);
        wires.Flow(TimeSpan.FromMinutes(2), Tenth, () => true);
        wires.Delay = TimeSpan.FromMilliseconds(2500);
        wires.Flow(TimeSpan.FromMinutes(20), Tenth, () => false);

        Assert.InRange(Suspects(wires), 0, seconds == 2 ? 2 : 0);
        Assert.Equal(Math.Min(Suspects(wires), 1), wires.Actions.OfType<PathAlive>().Count());
    }

    /// <summary>After an outage the answer that ends it says nothing of the way; that is found out, and the next outage noticed in time.</summary>
    [Fact]
    public void An_outage_does_not_slow_down_the_detection_of_the_next()
    {
        using Wires wires = Connected(10);
        wires.Flow(TimeSpan.FromMinutes(1), Tenth, () => true);
        wires.PassToGateway = _ => false;
        wires.Flow(TimeSpan.FromSeconds(40), Tenth, () => false);
        wires.PassToGateway = _ => true;
        wires.Flow(TimeSpan.FromSeconds(20), Tenth, () => true);
        wires.PassToGateway = _ => false;
        int before = Suspects(wires);
        Instant cut = wires.Now;

        Assert.True(wires.Flow(TimeSpan.FromMinutes(1), Tenth, () => false, () => Suspects(wires) > before));
        Assert.Equal(TimeSpan.FromSeconds(10), wires.Now - cut);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_hour_on_a_link_that_loses_30_percent_does_not_end_the_session(int seed)
    {
        Random random = new(seed);
        Responder gateway = new(new SeededRandom(seed + 1000));
        gateway.AnswerCreate = gateway.Grant;
        using Wires wires = new(TestSettings.Create(), gateway, seed, trouble: 0.3);
        Assert.True(wires.RunUntil(() => wires.Up is not null));
        wires.Flow(TimeSpan.FromHours(1), TimeSpan.FromSeconds(1), () => random.NextDouble() < 0.49);

        Assert.Null(wires.Down);
        Assert.InRange(Suspects(wires), 0, 3);
        Assert.True(wires.Session.Counters.Retransmitted > 50);
    }

    private static int Suspects(Wires wires) => wires.Actions.OfType<PathSuspect>().Count();

    private static Wires Connected(int seconds, int seed = 1, TimeSpan? delay = null)
    {
        IkeSettings settings = TestSettings.Create() with { DetectionTime = TimeSpan.FromSeconds(seconds) };
        Wires wires = new(settings, new Responder(new SeededRandom(seed + 1000)), seed);
        wires.Delay = delay ?? wires.Delay;
        Assert.True(wires.RunUntil(() => wires.Up is not null));
        return wires;
    }
}
