using Holdfast.Ike.Exchange;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Ike;

public sealed class ExchangeWindowTests
{
    private static readonly Instant Start = new(1);
    private static readonly RetransmitPolicy Policy =
        new(TimeSpan.FromSeconds(1), 2, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(20));

    private readonly ExchangeWindow _window = new(Policy);

    [Fact]
    public void Waits_double_up_to_the_cap_and_end_with_the_policy()
    {
        _window.Begin([new byte[] { 1 }], Start);
        List<double> at = [];
        while (true)
        {
            Instant next = _window.NextDeadline;
            WindowTimeout what = _window.HandleTimeout(next);
            at.Add((next - Start).TotalSeconds);
            if (what == WindowTimeout.GiveUp)
                break;
            Assert.Equal(WindowTimeout.Retransmit, what);
        }

        Assert.Equal([1, 3, 7, 11, 15, 19, 20], at);
    }

    [Fact]
    public void A_request_that_goes_another_way_begins_its_waits_anew_but_not_its_end()
    {
        _window.Begin([new byte[] { 1 }], Start);
        for (int i = 0; i < 3; i++)
            _window.HandleTimeout(_window.NextDeadline);
        Instant moved = Start + TimeSpan.FromSeconds(8);
        _window.Restart(moved);

        Assert.Equal((moved, moved + TimeSpan.FromSeconds(1), 1), (_window.PendingSince, _window.NextDeadline, _window.PendingSent));
        while (_window.HandleTimeout(_window.NextDeadline) != WindowTimeout.GiveUp)
            Assert.True(_window.NextDeadline <= Start + TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Only_what_was_sent_once_is_measured()
    {
        RoundTrip roundTrip = new();
        ExchangeWindow window = new(Policy, roundTrip: roundTrip);
        window.Begin([new byte[] { 1 }], Start);
        window.HandleTimeout(Start + TimeSpan.FromSeconds(1));
        window.Complete(Start + TimeSpan.FromSeconds(3));
        Assert.Equal((TimeSpan.Zero, true), (roundTrip.Smoothed, roundTrip.IsVague));

        window.Begin([new byte[] { 2 }], Start);
        Assert.Equal(Start + TimeSpan.FromSeconds(4.5), window.NextDeadline);
        window.Complete(Start + TimeSpan.FromSeconds(3));
        Assert.Equal((TimeSpan.FromSeconds(3), false), (roundTrip.Smoothed, roundTrip.IsVague));

        window.Begin([new byte[] { 3 }], Start);
        window.Restart(Start + TimeSpan.FromSeconds(1));
        window.Complete(Start + TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(3), roundTrip.Smoothed);
    }

    [Fact]
    public void Only_one_exchange_at_a_time()
    {
        _window.Begin([new byte[] { 1 }], Start);

        Assert.True(_window.IsBusy);
        Assert.Throws<ArgumentException>(() => _window.Begin([new byte[] { 2 }], Start));
    }

    [Fact]
    public void Only_the_waiting_message_id_is_answered_and_only_once()
    {
        _window.Begin([new byte[] { 1 }], Start);

        Assert.False(_window.Answers(1));
        Assert.True(_window.Answers(0));
        _window.Complete(Start);
        Assert.False(_window.Answers(0));
        Assert.Equal(1u, _window.NextRequestId);
        Assert.Equal(Instant.Never, _window.NextDeadline);
    }

    [Fact]
    public void The_first_message_id_may_be_another_than_zero()
    {
        ExchangeWindow window = new(Policy, firstRequestId: 1);
        window.Begin([new byte[] { 1 }], Start);

        Assert.True(window.Answers(1));
        Assert.Equal(RequestOrder.Next, window.Classify(0));
    }

    [Fact]
    public void Requests_of_the_peer_are_next_repeated_or_stray()
    {
        Assert.Equal(RequestOrder.Next, _window.Classify(0));
        Assert.Equal(RequestOrder.Stray, _window.Classify(uint.MaxValue));
        _window.Answer([new byte[] { 9 }]);

        Assert.Equal(RequestOrder.Repeated, _window.Classify(0));
        Assert.Equal(RequestOrder.Next, _window.Classify(1));
        Assert.Equal(RequestOrder.Stray, _window.Classify(2));
        Assert.Equal([9], Assert.Single(_window.LastResponse).ToArray());
    }
}
