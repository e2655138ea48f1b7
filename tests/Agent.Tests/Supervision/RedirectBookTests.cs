using Holdfast.Supervision;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Supervision;

public sealed class RedirectBookTests
{
    private static readonly IpAddress One = IpAddress.Parse("192.0.2.1"), Two = IpAddress.Parse("192.0.2.2");

    private readonly RedirectBook _book = new();
    private Instant _now = new(5_000_000_000_000);

    [Fact]
    public void A_circle_ends_after_five()
    {
        for (int i = 0; i < RedirectBook.Most; i++)
            Assert.True(Follow());

        Assert.False(Follow());
    }

    [Fact]
    public void Five_in_five_minutes_are_allowed_for_ever()
    {
        for (int i = 0; i < 100; i++)
        {
            Assert.True(Follow());
            _now += RedirectBook.Period / RedirectBook.Most;
        }
    }

    [Fact]
    public void After_the_period_the_circle_may_be_tried_anew()
    {
        while (Follow())
        {
        }

        _now += RedirectBook.Period;
        Assert.True(Follow());
    }

    [Fact]
    public void What_led_nowhere_is_not_asked_for_a_while()
    {
        Assert.True(Follow());
        _book.Expect([One, Two]);
        _book.NoteFailed(One, _now);
        Assert.True(_book.IsHeeded(true, _now));

        _book.NoteFailed(Two, _now);

        Assert.False(_book.IsHeeded(true, _now + (RedirectBook.Period - TimeSpan.FromSeconds(1))));
        Assert.True(_book.IsHeeded(true, _now + RedirectBook.Period));
    }

    [Fact]
    public void Another_gateways_failure_says_nothing_of_the_redirect()
    {
        Assert.True(Follow());
        _book.Expect([One]);

        _book.NoteFailed(Two, _now);

        Assert.True(_book.IsHeeded(true, _now));
    }

    [Fact]
    public void While_one_is_under_way_all_others_are_to_serve()
    {
        Assert.True(Follow());
        _book.Expect([One]);
        Assert.Equal((true, false), (_book.IsHeeded(true, _now), _book.IsHeeded(false, _now)));

        _book.Expect([]);

        Assert.True(_book.IsHeeded(false, _now));
    }

    private bool Follow() => _book.TryFollow(_now);
}
