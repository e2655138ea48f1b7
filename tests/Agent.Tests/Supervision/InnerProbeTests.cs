using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class InnerProbeTests
{
    private readonly InnerProbe _probe = new(TimeSpan.FromSeconds(10));
    private readonly List<(double At, ushort Sequence)> _sent = [];
    private readonly List<(double At, bool IsAlive)> _verdicts = [];
    private readonly PriorityQueue<ushort, double> _answers = new();
    private double _at;
    private Func<ushort, double?> _delay = _ => 0.05;

    [Fact]
    public void Before_the_start_and_after_a_stop_nothing_is_sent()
    {
        Run(100);
        Assert.Empty(_sent);
        Start();
        _probe.Stop();
        int before = _sent.Count;
        Run(100);
        Assert.Equal((before, null), (_sent.Count, _probe.IsAlive));
    }

    [Fact]
    public void While_it_is_answered_an_echo_leaves_at_each_interval()
    {
        Start();
        Run(35);
        Assert.Equal([0, 10, 20, 30], _sent.Select(one => one.At));
        Assert.Equal([(0.05, true)], _verdicts);
    }

    [Fact]
    public void Three_unanswered_ones_a_second_apart_are_a_dead_tunnel()
    {
        Start();
        _delay = sequence => sequence == 1 ? 0.05 : null;
        Run(13.5);
        Assert.Equal([0, 10, 11, 12], _sent.Select(one => one.At));
        Assert.Equal([(0.05, true), (13, false)], _verdicts);
    }

    [Fact]
    public void Two_lost_ones_are_no_verdict()
    {
        Start();
        _delay = sequence => sequence is 2 or 3 ? null : 0.05;
        Run(60);
        Assert.Single(_verdicts);
        Assert.True(_probe.IsAlive);
    }

    [Fact]
    public void A_dead_tunnel_is_probed_at_the_interval_and_told_each_time_and_when_it_lives_again()
    {
        _delay = sequence => sequence < 7 ? null : 0.05;
        Start();
        Run(100);
        Assert.Equal([(3, false), (14, false), (25, false), (36, false), (46.05, true)], _verdicts);
        Assert.Equal([0, 1, 2, 13, 24, 35, 46, 56], _sent.Take(8).Select(one => one.At));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public void A_slow_path_is_found_alive_and_stays_so(double delay)
    {
        _delay = _ => delay;
        Start();
        Run(600);
        Assert.True(_probe.IsAlive);
        Assert.InRange(_verdicts.Count, 1, 2); // dead at first, by what is known of no path
        Assert.InRange(_verdicts[^1].At, delay, 30);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(65535)]
    [InlineData(32769)]
    public void What_was_not_asked_counts_for_nothing(int sequence)
    {
        _delay = _ => null;
        Start();
        Reply((ushort)sequence);
        Run(4);
        Assert.Equal([(3, false)], _verdicts);
    }

    [Fact]
    public void A_reply_counts_once_and_not_after_ten_seconds()
    {
        _delay = _ => null;
        Start();
        Reply(1);
        Run(14);
        Assert.Equal([(0, true), (13, false)], _verdicts);
        Reply(1);
        Assert.False(_probe.IsAlive);
        Run(7);
        Reply(2);
        Assert.False(_probe.IsAlive);
        Reply(4);
        Assert.True(_probe.IsAlive);
    }

    [Fact]
    public void The_sequence_number_goes_round()
    {
        Start();
        Run(10.0 * 70_000);
        Assert.InRange(_sent.Count, 70_000, 70_001);
        Assert.Single(_verdicts);
    }

    private Instant Now => new((long)(_at * 1e9));

    private void Start()
    {
        _probe.Start(Now);
        Drain();
    }

    private void Reply(ushort sequence)
    {
        _probe.HandleReply(sequence, Now);
        Drain();
    }

    private void Run(double seconds)
    {
        double end = _at + seconds;
        while (true)
        {
            double deadline = _probe.NextDeadline == Instant.Never ? double.MaxValue : _probe.NextDeadline.Nanoseconds / 1e9;
            bool isAnswer = _answers.TryPeek(out ushort sequence, out double arrival) && arrival < deadline;
            double next = isAnswer ? arrival : deadline;
            if (next > end)
                break;
            _at = next;
            if (isAnswer)
                _probe.HandleReply(_answers.Dequeue(), Now);
            else
                _probe.HandleTimeout(_probe.NextDeadline);
            Drain();
        }

        _at = end;
        Drain();
    }

    private void Drain()
    {
        while (_probe.TryDequeue(out ProbeAction? action))
        {
            if (action is ProbeVerdict verdict)
                _verdicts.Add((_at, verdict.IsAlive));
            if (action is not SendEcho echo)
                continue;
            _sent.Add((_at, echo.Sequence));
            if (_delay(echo.Sequence) is { } delay)
                _answers.Enqueue(echo.Sequence, _at + delay);
        }
    }
}
