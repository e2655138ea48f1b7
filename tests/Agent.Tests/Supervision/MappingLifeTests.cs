using Holdfast.Supervision;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class MappingLifeTests
{
    private static readonly IpAddress Home = IpAddress.Parse("192.168.1.7"), Mobile = IpAddress.Parse("10.64.0.9");

    private readonly MappingLife _life = new();
    private Instant _now = new(1_000_000_000_000);

    private double Interval => _life.Interval.TotalSeconds;

    [Fact]
    public void Nothing_is_due_before_something_was_sent() => Assert.Equal(Instant.Never, _life.NextDeadline);

    [Fact]
    public void A_keepalive_is_due_an_interval_after_the_last_packet_of_ours()
    {
        Send();
        Pass(5);
        Receive();
        Assert.Equal(_now + TimeSpan.FromSeconds(15), _life.NextDeadline);
        Send();
        Assert.Equal(_now + TimeSpan.FromSeconds(20), _life.NextDeadline);
    }

    [Fact]
    public void A_packet_that_arrives_unasked_late_in_a_gap_begins_a_trial()
    {
        Send();
        Pass(16);
        Receive();
        Assert.Equal(30, Interval);
    }

    /// <summary>Some NATs count what comes in, so that only the last second is proved.</summary>
    [Fact]
    public void A_stream_from_the_gateway_proves_nothing()
    {
        Send();
        for (int second = 1; second < 20; second++)
        {
            Pass(1);
            Receive();
        }

        Assert.Equal(20, Interval);
    }

    [Fact]
    public void After_this_host_stood_still_a_packet_proves_nothing()
    {
        Send();
        Pass(300);
        Receive();
        Assert.Equal(20, Interval);
    }

    [Fact]
    public void The_same_mapping_proves_nothing_as_the_port_may_be_given_again()
    {
        Seen(null);
        for (int i = 0; i < 100; i++)
            AskAfter(19, isSame: true);
        Assert.Equal(20, Interval);
    }

    [Fact]
    public void Another_mapping_after_a_gap_shortens_the_interval_at_once()
    {
        Send();
        Seen(null);
        AskAfter(20, isSame: false);
        Assert.Equal(15, Interval);
    }

    [Fact]
    public void The_longest_gap_since_the_last_answer_is_the_one_that_failed()
    {
        Send();
        Seen(null);
        Pass(18);
        Send(isKeepalive: true);
        AskAfter(12, isSame: false);
        Assert.Equal(13.5, Interval);
    }

    [Fact]
    public void A_NAT_that_changed_the_port_twice_is_known_to_and_then_the_same_mapping_is_a_proof()
    {
        Send();
        Seen(null);
        AskAfter(20, isSame: false);
        AskAfter(15, isSame: false);
        Assert.Equal(11.25, Interval);
        AskAfter(25 * 3600, isSame: null);
        AskAfter(11, isSame: true);
        Assert.Equal(16.875, Interval);
    }

    [Fact]
    public void A_change_that_a_failed_send_or_a_slow_answer_explains_is_no_failure()
    {
        Send();
        Seen(null);
        Pass(20);
        _life.HandleSent(_now, isDone: false);
        AskAfter(20, isSame: false);
        Assert.Equal(20, Interval);
        Pass(20);
        Send();
        Instant asked = _now;
        Pass(6);
        _life.HandleSeen(false, asked, _now);
        Assert.Equal(20, Interval);
    }

    [Fact]
    public void A_gateway_that_gets_through_only_after_keepalives_shows_a_mapping_that_was_gone()
    {
        Send();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(20, Interval);
            Heal();
        }

        Assert.Equal(15, Interval, 6);
    }

    [Fact]
    public void It_does_not_if_something_arrives_late_in_a_gap_too()
    {
        Send();
        for (int i = 0; i < 20; i++)
        {
            Heal();
            Pass(Interval * 0.8);
            Receive();
            Pass((_life.NextDeadline - _now).TotalSeconds);
            Send(isKeepalive: true);
        }

        Assert.InRange(Interval, 20, 300);
    }

    [Fact]
    public void What_the_kernel_carried_counts_at_its_worst()
    {
        Send();
        Pass(12);
        Instant since = _now;
        Pass(5);
        _life.HandleCarried(since, _now, sent: true, received: false);
        Assert.Equal(since + TimeSpan.FromSeconds(20), _life.NextDeadline);
        since = _now + TimeSpan.FromSeconds(14);
        Pass(16);
        _life.HandleCarried(since, _now, sent: false, received: true);
        Assert.Equal(20, Interval); // 14 s are certain

        Send();
        since = _now + TimeSpan.FromSeconds(15);
        Pass(16);
        _life.HandleCarried(since, _now, sent: false, received: true);
        Assert.Equal(30, Interval);
    }

    [Fact]
    public void On_another_network_what_was_learned_is_forgotten()
    {
        _life.UsePath(Home);
        AskAfter(20, isSame: null);
        AskAfter(20, isSame: false);
        _life.UsePath(Home);
        Assert.Equal(15, Interval);
        _life.UsePath(Mobile);
        Assert.Equal(20, Interval);
    }

    [Fact]
    public void An_interval_that_is_configured_is_exact()
    {
        MappingLife exact = new(TimeSpan.FromSeconds(45));
        exact.HandleSent(_now);
        Instant sent = _now;
        Pass(44);
        exact.HandleReceived(_now);
        exact.HandleSeen(false, _now, _now);

        Assert.Equal((sent + TimeSpan.FromSeconds(45), false), (exact.NextDeadline, exact.IsLearned));
    }

    private void Heal()
    {
        Pass((_life.NextDeadline - _now).TotalSeconds);
        Send(isKeepalive: true);
        Pass(0.3);
        Receive();
        Send();
    }

    private void AskAfter(double seconds, bool? isSame)
    {
        Pass(seconds);
        Send();
        Seen(isSame);
    }

    private void Seen(bool? isSame) => _life.HandleSeen(isSame, _now, _now);

    private void Send(bool isKeepalive = false) => _life.HandleSent(_now, isKeepalive: isKeepalive);

    private void Receive() => _life.HandleReceived(_now);

    private void Pass(double seconds) => _now += TimeSpan.FromSeconds(seconds);
}
