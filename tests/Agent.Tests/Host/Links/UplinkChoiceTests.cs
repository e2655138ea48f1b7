using Holdfast.Host.Links;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Links;

public sealed class UplinkChoiceTests
{
    private static readonly Uplink Cable = Network.Uplink("eth0"), Radio = Network.Uplink("wlan0", UplinkKind.WiFi, 3);
    private static readonly Uplink Modem = Network.Uplink("wwan0", UplinkKind.Cellular, 4);

    [Fact]
    public void Without_a_word_of_the_configuration_it_is_the_kernels_order() =>
        Assert.Equal(["wwan0", "eth0", "wlan0"], Sorted([], Modem, Cable, Radio));

    [Fact]
    public void Devices_kinds_and_beginnings_of_names_order_them()
    {
        Assert.Equal(["wlan0", "eth0", "wwan0"], Sorted(["wlan0", "eth0"], Modem, Cable, Radio));
        Assert.Equal(["eth0", "wlan0", "wwan0"], Sorted(["ethernet", "wifi", "cellular"], Modem, Radio, Cable));
        Assert.Equal(["wwan0", "wlan0", "eth0"], Sorted(["w*"], Cable, Modem, Radio));
        Assert.Equal(["wwan0", "eth0", "wlan0"], Sorted(["lte"], Cable, Modem, Radio));
    }

    [Fact]
    public void One_that_no_gateway_can_be_reached_over_comes_last_whatever_its_name() => Assert.Equal(
        ["wlan0", "eth0"], new UplinkOrder(["eth0"]).Sort([Cable, Radio], uplink => uplink != Cable).Select(u => u.Device));

    [Fact]
    public void In_vain_over_one_the_next_is_used_and_after_the_last_the_first_again()
    {
        UplinkChoice choice = Choice(Cable, Radio, Modem);
        Assert.Equal(("eth0", false), (choice.Current!.Device, choice.IsSecondBest));

        Assert.True(choice.TryNext());
        Assert.Equal(("wlan0", true), (choice.Current!.Device, choice.IsSecondBest));
        Assert.True(choice.TryNext());
        Assert.Equal("wwan0", choice.Current!.Device);
        Assert.False(choice.TryNext());
        Assert.Equal(("eth0", false), (choice.Current!.Device, choice.IsSecondBest));
        Assert.True(choice.TryNext());
    }

    [Fact]
    public void With_one_alone_there_is_no_next()
    {
        UplinkChoice choice = Choice(Cable);

        Assert.False(choice.TryNext());
        Assert.Equal("eth0", choice.Current!.Device);
        Assert.False(Choice().TryNext());
    }

    [Fact]
    public void What_was_set_aside_stays_so_while_nothing_of_it_is_another()
    {
        UplinkChoice choice = Choice(Cable, Radio);
        choice.TryNext();
        choice.Update([Cable, Radio, Modem], _ => true);
        Assert.Equal("wlan0", choice.Current!.Device);

        choice.Update([Network.Uplink("eth0", metric: 7), Radio, Modem], _ => true);
        Assert.Equal("eth0", choice.Current!.Device);
    }

    [Fact]
    public void What_went_and_came_back_is_as_good_as_before()
    {
        UplinkChoice choice = Choice(Cable, Radio);
        choice.TryNext();
        choice.Update([Radio], _ => true);
        choice.Update([Cable, Radio], _ => true);

        Assert.Equal("eth0", choice.Current!.Device);
    }

    [Fact]
    public void When_only_those_set_aside_are_left_they_are_used()
    {
        UplinkChoice choice = Choice(Cable, Radio);
        choice.TryNext();
        choice.Update([Cable], _ => true);
        Assert.Equal(("eth0", false), (choice.Current!.Device, choice.IsSecondBest));

        choice.Update([], _ => true);
        Assert.Null(choice.Current);
    }

    [Fact]
    public void The_preferred_one_can_be_tried_again()
    {
        UplinkChoice choice = Choice(Cable, Radio);
        Assert.False(choice.TryReturn());
        choice.TryNext();

        Assert.True(choice.TryReturn());
        Assert.Equal("eth0", choice.Current!.Device);
    }

    [Fact]
    public void Each_return_in_vain_doubles_the_wait_for_the_next()
    {
        ReturnPace pace = new();
        Instant now = new(0);
        List<double> minutes = [];
        for (int i = 0; i < 7; i++)
        {
            Instant at = pace.HandleLeft(now);
            minutes.Add((at - now).TotalMinutes);
            pace.HandleReturned(at);
            now = at + TimeSpan.FromMinutes(1);
        }

        Assert.Equal([10, 20, 40, 80, 160, 240, 240], minutes);
        now += TimeSpan.FromHours(1); // it was well for so long
        Assert.Equal(now + ReturnPace.First, pace.HandleLeft(now));
    }

    [Fact]
    public void It_is_told_in_words()
    {
        UplinkChoice choice = Choice(Cable, Radio);
        Assert.Equal("eth0 (ethernet); also wlan0 (wifi)", UplinkWords.Describe(choice, isPinned: false));
        choice.TryNext();
        Assert.Equal("wlan0 (wifi), as attempts over eth0 (ethernet) were in vain; also eth0 (ethernet)", UplinkWords.Describe(choice, isPinned: true));
        Assert.Equal("no uplink", UplinkWords.Describe(Choice(), isPinned: false));
    }

    private static UplinkChoice Choice(params Uplink[] uplinks)
    {
        UplinkChoice choice = new(new UplinkOrder([]));
        choice.Update(uplinks, _ => true);
        return choice;
    }

    private static IEnumerable<string> Sorted(string[] names, params Uplink[] uplinks) =>
        new UplinkOrder(names).Sort(uplinks, _ => true).Select(u => u.Device);
}
