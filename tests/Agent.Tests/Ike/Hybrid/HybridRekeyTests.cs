using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Hybrid;

/// <summary>Rekeys with IKE_FOLLOWUP_KE (RFC 9370 section 2.2.4), each end in each part.</summary>
public sealed class HybridRekeyTests
{
    private const string Ask = "send ke MlKem768", Give = "ke MlKem768";

    private static readonly NotifyPayload Link = Notifications.Of(NotifyType.AdditionalKeyExchange, new byte[] { 1, 2 });

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_child_sa_stands_with_the_last_exchange(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        a.RekeyChild(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, "child");
        Assert.Single(b.Installed);
        pair.Pass(a, Ask);
        Assert.Equal(2, b.Installed.Count);
        pair.Pass(b, Give);
        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void An_ike_sa_stands_with_the_last_exchange(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        (ulong, ulong) before = a.IkeSpis;
        a.RekeyIke(pair.Now);
        pair.Pass(a, "rekey ike");
        pair.Pass(b, "ike");
        pair.Pass(a, Ask);
        pair.Pass(b, Give);
        pair.EndsWell();
        Assert.NotEqual(before, a.IkeSpis);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void Two_further_exchanges_follow_each_other(bool bySite)
    {
        Pair pair = new(1, Offers.Hybrid(andMore: true));
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, "child");
        pair.Pass(a, Ask);
        pair.Pass(b, Give);
        Assert.Single(b.Installed);
        pair.Pass(a, "send ke Ecp256");
        pair.Pass(b, "ke Ecp256");
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void Where_one_end_has_none_both_do_without(bool bySite)
    {
        Pair pair = new(1, Offers.Hybrid(orNot: true), Pair.Mirror(Offers.Groups(KeyExchangeMethod.Curve25519)));
        (Engine a, Engine b) = pair.Sides(bySite);
        a.RekeyChild(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        pair.Pass(b, "child");
        pair.EndsWell();
        Assert.Equal(2, a.Installed.Count);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void Both_rekey_the_child_sa_at_once_and_one_of_them_gets_through(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.Watch.Senders = 2;
        pair.CollideChild(a, b, lowest: 0);
        pair.Run(TimeSpan.FromSeconds(20));
        pair.CarriesOn();
        Assert.True(a.Installed.Count > 1);
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void Both_rekey_the_ike_sa_at_once_and_one_of_them_gets_through(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        pair.CollideIke(a, b, lowest: 0);
        pair.Run(TimeSpan.FromSeconds(20));
        Assert.NotEqual((1ul, 2ul), pair.Site.IkeSpis);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void The_other_end_does_not_rekey_what_is_being_rekeyed(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        a.RekeyChild(pair.Now);
        pair.Pass(a, $"rekey {a.Installed[0]:x}");
        b.RekeyChild(pair.Now);
        b.RekeyIke(pair.Now);
        pair.Pass(b, "child");
        pair.Pass(a, Ask);
        pair.Run(TimeSpan.FromSeconds(20));
        pair.CarriesOn();
        Assert.True(a.Installed.Count > 1);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void One_that_has_forgotten_is_asked_anew(bool bySite, bool isIke)
    {
        (Pair pair, Engine a, Engine b) = Start(bySite, isIke);
        pair.Reseal(a, new KePayload(KeyExchangeMethod.MlKem768, new byte[1184]), Link);
        pair.Deliver(a);
        pair.Pass(b, nameof(NotifyType.StateNotFound));
        Assert.Single(b.Installed);
        pair.Run(TimeSpan.FromSeconds(20));
        Assert.True(isIke ? a.IkeSpis != (1ul, 2ul) : a.Installed.Count == 2);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void What_is_never_completed_is_forgotten(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Start(bySite, isIke: false);
        byte[] late = pair.Hold(a, Ask);
        pair.Wait(TimeSpan.FromSeconds(61));
        a.Outbox.Clear();
        b.Outbox.Clear();
        pair.Hand(a, late);
        pair.Pass(b, nameof(NotifyType.StateNotFound));
        Assert.Single(b.Installed);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("unreduced")]
    [InlineData("other method")]
    public void A_request_with_a_bad_value_ends_the_ike_sa(string how)
    {
        (Pair pair, Engine a, Engine b) = Start(bySite: false, isIke: false);
        NotifyPayload link = pair.Open(a.Outbox.Peek()).Find(NotifyType.AdditionalKeyExchange)!;
        pair.Reseal(a, how switch
        {
            "short" => new KePayload(KeyExchangeMethod.MlKem768, new byte[1183]),
            "unreduced" => new KePayload(KeyExchangeMethod.MlKem768, Enumerable.Repeat((byte)0xff, 1184).ToArray()),
            _ => new KePayload(KeyExchangeMethod.MlKem1024, new byte[1568]),
        }, link);
        pair.Deliver(a);
        pair.Pass(b, nameof(NotifyType.InvalidSyntax));
        Assert.True(b.IsOver);
    }

    [Theory]
    [InlineData("no link")]
    [InlineData("short")]
    [InlineData("other method")]
    public void An_answer_that_is_wrong_leaves_what_stands(string how)
    {
        (Pair pair, Engine site, Engine gateway) = Start(bySite: true, isIke: false, how == "no link" ? 1 : 3);
        pair.Watch.MayLackPath = true;
        pair.Watch.Senders = 2;
        IReadOnlyList<Payload> answer = pair.Open(gateway.Outbox.Peek());
        pair.Reseal(gateway, how switch
        {
            "no link" => [.. answer.Where(p => p is not NotifyPayload)],
            "short" => [new KePayload(KeyExchangeMethod.MlKem768, new byte[1087])],
            _ => [new KePayload(KeyExchangeMethod.MlKem1024, new byte[1568])],
        });
        pair.Deliver(gateway);
        pair.Settle();
        Assert.Null(site.Down);
        Assert.Single(site.Installed);
        Assert.Contains(site.Actions.OfType<Note>(), n => n.Text.Contains(how switch
        {
            "no link" => "the gateway chose ke1_mlkem768 and sends no ADDITIONAL_KEY_EXCHANGE for it",
            "short" => "the gateway's value for ke1_mlkem768 is not valid",
            _ => "IKE_FOLLOWUP_KE of the gateway is not of ke1_mlkem768",
        }, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void A_repeated_request_gets_the_same_answer_and_makes_nothing_twice(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Start(bySite, isIke: false);
        byte[] request = a.Outbox.Peek();
        pair.Pass(a, Ask);
        byte[] answer = Pair.Take(b);
        pair.Hand(a, request);
        Assert.Equal(answer, Pair.Take(b));
        Assert.Equal(2, b.Installed.Count);
        pair.Hand(b, answer);
        pair.CarriesOn();
    }

    [Theory]
    [MemberData(nameof(Cases.Sides), MemberType = typeof(Cases))]
    public void What_is_rekeyed_may_be_gone_by_the_last_exchange(bool bySite)
    {
        (Pair pair, Engine a, Engine b) = Start(bySite, isIke: false);
        (pair.Watch.MayLackPath, pair.Watch.Senders) = (true, 2);
        b.ExpireChild(pair.Now);
        pair.Pass(a, Ask);
        pair.Run(TimeSpan.FromSeconds(25));
        Assert.True(pair.Agrees);
    }

    private static (Pair Pair, Engine A, Engine B) Begin(bool bySite)
    {
        Pair pair = new(1, Offers.Hybrid());
        (Engine a, Engine b) = pair.Sides(bySite);
        return (pair, a, b);
    }

    /// <summary>With <paramref name="messages"/> of it delivered: A's request, B's answer, ...; the next waits.</summary>
    private static (Pair Pair, Engine A, Engine B) Start(bool bySite, bool isIke, int messages = 2)
    {
        (Pair pair, Engine a, Engine b) = Begin(bySite);
        if (isIke)
            a.RekeyIke(pair.Now);
        else
            a.RekeyChild(pair.Now);
        for (int i = 0; i < messages; i++)
            pair.Deliver(i % 2 == 0 ? a : b);
        return (pair, a, b);
    }
}
