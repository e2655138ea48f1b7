using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>More than one Child SA: several wanted, single pairs, and those that the gateway makes by itself.</summary>
public sealed class SeveralChildrenTests
{
    private static readonly TrafficSelector LocalA = Net("10.1.0.0");
    private static readonly TrafficSelector LocalB = Net("10.2.0.0");
    private static readonly TrafficSelector RemoteA = Net("10.20.0.0");
    private static readonly TrafficSelector RemoteB = Net("10.21.0.0");

    [Fact]
    public void Each_that_is_wanted_is_asked_for_rekeyed_and_stands_alone()
    {
        IkeSettings settings = Pair.Settings() with { Children = [Wanted("a", [LocalA], [RemoteA]), Wanted("b", [LocalB], [RemoteB])] };
        Pair pair = new(1, settings);
        (pair.Watch.Senders, pair.Watch.MayLackPath) = (4, true);
        pair.Run(TimeSpan.FromSeconds(70));
        pair.Watch.MayLackPath = false;
        Assert.True(pair.Agrees);
        Assert.True(pair.Site.Children.Values.Select(c => c.Spec.Local.Single()).ToHashSet().SetEquals([LocalA, LocalB]));

        int count = pair.Site.Children.Count;
        foreach (uint spi in pair.Site.Children.Keys.ToList())
            pair.Site.RekeyChild(pair.Now, spi);
        pair.EndsWell(count);
        Assert.True(pair.Site.Children.Values.Select(c => c.Spec.Local.Single()).ToHashSet().SetEquals([LocalA, LocalB]));
        pair.Site.RekeyIke(pair.Now);
        pair.EndsWell(count);
    }

    /// <summary>SINGLE_PAIR_REQUIRED (RFC 7296 section 2.9): each pair of selectors gets a Child SA of its own.</summary>
    [Fact]
    public void Where_one_pair_is_required_each_pair_is_asked_for()
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [.. p.Where(x => x is IdPayload or AuthPayload), Notifications.Of(NotifyType.SinglePairRequired)] };
        gateway.AnswerCreate = gateway.Grant;
        using Wires wires = Wires.Connected(gateway, TestSettings.Create() with
        {
            Children = [TestSettings.Child() with { Local = [LocalA, LocalB], Remote = [RemoteA, RemoteB] }],
        });
        wires.Pass(TimeSpan.FromSeconds(30));

        List<ChildSaSpec> specs = [.. wires.Actions.OfType<InstallChild>().Select(i => i.Spec)];
        Assert.Equal(4, specs.Count);
        Assert.Equal(4, specs.Select(s => (s.Local.Single(), s.Remote.Single())).Distinct().Count());
        Assert.Equal(2, wires.Actions.OfType<ConfigureTunnel>().Last().Configuration.Remote.Count);
        Assert.Null(wires.Down);
    }

    [Fact]
    public void A_single_pair_that_is_refused_as_such_is_tried_again_with_patience()
    {
        Responder gateway = new(new SeededRandom(2)) { BendAuth = p => [.. p.Where(x => x is IdPayload or AuthPayload), Notifications.Of(NotifyType.SinglePairRequired)] };
        gateway.AnswerCreate = _ => [Notifications.Of(NotifyType.SinglePairRequired)];
        using Wires wires = new(TestSettings.Create(), gateway);
        wires.Pass(TimeSpan.FromMinutes(10));

        Assert.Null(wires.Down);
        Assert.InRange(gateway.Requests.Count(r => r.OfType<TsPayload>().Any()), 4, 14);
    }

    [Theory]
    [InlineData("10.20.0.0", "10.20.0.0")]
    [InlineData("0.0.0.0", "10.20.0.0")]
    public void One_that_the_gateway_makes_is_narrowed_to_what_is_wanted(string asked, string granted)
    {
        using Wires wires = Connected();
        TrafficSelector remote = asked == "0.0.0.0" ? TrafficSelector.Any(IpFamily.IPv4) : Net(asked);
        IReadOnlyList<Payload> answer = Ask(wires, remote, Net("10.1.0.0"));

        Assert.Equal([Net(granted)], answer.OfType<TsPayload>().Single(t => t.IsInitiator).Selectors);
        Assert.Equal([Net("10.1.0.0")], answer.OfType<TsPayload>().Single(t => !t.IsInitiator).Selectors);
        Assert.Equal(2, wires.Actions.OfType<InstallChild>().Count());
    }

    [Theory]
    [InlineData("10.99.0.0", "10.1.0.0")]
    [InlineData("10.20.0.0", "10.99.0.0")]
    public void One_outside_of_what_is_wanted_is_refused(string remote, string local)
    {
        using Wires wires = Connected();

        Assert.Equal(NotifyType.TsUnacceptable, Assert.IsType<NotifyPayload>(Ask(wires, Net(remote), Net(local)).Single()).NotifyType);
        Assert.Single(wires.Actions.OfType<InstallChild>());
    }

    /// <summary>Its routes are those of all that stands: a narrow one more takes nothing away from a wide one.</summary>
    [Fact]
    public void One_more_that_is_narrower_does_not_shrink_the_tunnel()
    {
        using Wires wires = Connected();
        TrafficSelector part = TrafficSelector.FromPrefix(IpAddress.Parse("10.20.7.0"), 24);
        Ask(wires, part, Net("10.1.0.0"));

        Assert.Contains(Net("10.20.0.0"), wires.Actions.OfType<ConfigureTunnel>().Last().Configuration.Remote);
    }

    /// <summary>It carries nothing of ours before the gateway shows that it has our answer.</summary>
    [Fact]
    public void One_more_is_sent_through_when_the_gateway_uses_it()
    {
        using Wires wires = Connected();
        Ask(wires, Net("10.20.0.0"), Net("10.1.0.0"));
        InstallChild made = wires.Actions.OfType<InstallChild>().Last();
        Assert.False(made.SendToo);
        wires.Do(s => s.NoteInboundTraffic(made.Spec.InboundSpi, wires.Now));

        Assert.Contains(wires.Actions, a => a is SendThrough through && through.InboundSpi == made.Spec.InboundSpi);
    }

    [Fact]
    public void A_gateway_that_makes_them_without_end_is_told_that_it_is_enough()
    {
        using Wires wires = Connected();
        int refused = 0;
        for (uint i = 0; i < 400; i++)
        {
            if (Ask(wires, Net("10.20.0.0"), Net("10.1.0.0"), i).Find(NotifyType.NoAdditionalSas) is not null)
                refused++;
        }

        Assert.InRange(wires.Actions.OfType<InstallChild>().Count(), 200, 256);
        Assert.InRange(refused, 144, 200);
        Assert.Null(wires.Down);
    }

    private static Wires Connected() => Wires.Connected(
        new Responder(new SeededRandom(2)) { BendAuth = p => [.. p.Where(x => x is not TsPayload and not ConfigPayload), new TsPayload(true, [LocalA]), new TsPayload(false, [RemoteA])] },
        TestSettings.Create() with { Children = [TestSettings.Child() with { Local = [LocalA], Remote = [RemoteA] }] });

    private static IReadOnlyList<Payload> Ask(Wires wires, TrafficSelector remote, TrafficSelector local, uint number = 0)
    {
        Proposal proposal = TestSettings.Esp(1, EncryptionId.AesGcm16, 128) with { Spi = new byte[] { 9, 9, (byte)(number >> 8), (byte)number } };
        wires.Deliver(wires.Gateway.Request(
            ExchangeType.CreateChildSa,
            new SaPayload([proposal]), new NoncePayload(new byte[32]), new TsPayload(true, [remote]), new TsPayload(false, [local])));
        wires.Pass(TimeSpan.FromMilliseconds(20));
        return wires.Gateway.Responses[number];
    }

    private static ChildSettings Wanted(string name, IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote) =>
        TestSettings.Child(name) with { Local = local, Remote = remote };

    private static TrafficSelector Net(string network) => TrafficSelector.FromPrefix(IpAddress.Parse(network), 16);
}
