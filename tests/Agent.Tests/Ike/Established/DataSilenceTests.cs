using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Established;

/// <summary>The gateway answers IKE, and no packets come back.</summary>
public sealed class DataSilenceTests : IDisposable
{
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Wires _wires = Wires.Connected(new Responder(new SeededRandom(2)));

    public void Dispose() => _wires.Dispose();

    [Fact]
    public void It_is_told_once_until_packets_come_back()
    {
        _wires.Flow(Minute, Tenth, () => true);
        Instant cut = _wires.Now;
        Assert.True(_wires.Flow(Minute, Tenth, () => false, () => Told == 1));
        Assert.InRange(_wires.Now - cut, TimeSpan.FromSeconds(9.8), TimeSpan.FromSeconds(10.3));
        _wires.Flow(Minute, Tenth, () => false);
        Assert.Equal(1, Told);

        _wires.Flow(TimeSpan.FromSeconds(2), Tenth, () => true);
        _wires.Flow(Minute, Tenth, () => false);
        Assert.Equal(2, Told);
        Assert.DoesNotContain(_wires.Actions, a => a is PathSuspect);
    }

    /// <summary>Such as where all that is sent are messages to a log server.</summary>
    [Fact]
    public void Where_packets_never_came_back_it_means_nothing()
    {
        _wires.Flow(TimeSpan.FromMinutes(5), Tenth, () => false);
        Assert.Equal(0, Told);
    }

    [Fact]
    public void Packets_now_and_then_are_no_flow()
    {
        _wires.Flow(Minute, Tenth, () => true);
        _wires.Flow(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(15), () => false);
        Assert.Equal(0, Told);
    }

    [Fact]
    public void A_gateway_that_answers_nothing_is_a_matter_of_the_path()
    {
        _wires.Flow(Minute, Tenth, () => true);
        _wires.PassToGateway = _ => false;
        _wires.Flow(TimeSpan.FromSeconds(50), Tenth, () => false);

        Assert.Equal(0, Told);
        Assert.Contains(_wires.Actions, a => a is PathSuspect);
    }

    [Fact]
    public void A_proof_from_elsewhere_is_believed_when_the_gateway_answers()
    {
        _wires.Pass(TimeSpan.FromSeconds(20));
        int asked = _wires.Gateway.Requests.Count;
        _wires.Do(s => s.HandleDataSilence(_wires.Now));
        Assert.Equal(0, Told);
        _wires.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal((1, asked + 1), (Told, _wires.Gateway.Requests.Count));

        _wires.Do(s => s.HandleDataSilence(_wires.Now));
        Assert.Equal((2, asked + 1), (Told, _wires.Gateway.Requests.Count));
    }

    [Fact]
    public void A_proof_from_elsewhere_is_not_believed_of_a_gateway_that_is_gone_or_once_packets_come_back()
    {
        _wires.Pass(TimeSpan.FromSeconds(20));
        _wires.PassToGateway = _ => false;
        _wires.Do(s => s.HandleDataSilence(_wires.Now));
        _wires.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(0, Told);
        _wires.Do(s => s.NoteInboundTraffic(_wires.Child!.InboundSpi, _wires.Now));
        _wires.PassToGateway = _ => true;
        _wires.Pass(TimeSpan.FromSeconds(20));
        Assert.Equal(0, Told);
    }

    [Fact]
    public void Every_child_is_renewed_and_one_that_is_under_way_only_once()
    {
        IkeSettings settings = Pair.Settings();
        Pair pair = new(settings: settings);
        uint first = pair.Site.Sending.Single().InboundSpi;
        pair.Site.Renew(pair.Now);
        Assert.Equal($"rekey {first:x}", pair.Next(pair.Site));
        pair.Site.Renew(pair.Now);
        pair.EndsWell();

        Assert.Equal(2, pair.Site.Installed.Count);
        pair.Site.Renew(pair.Now);
        pair.EndsWell();
        Assert.Equal(3, pair.Site.Installed.Count);
    }

    /// <summary>Each waits behind a request that is under way, and is refused for now.</summary>
    [Fact]
    public void Renewals_that_wait_for_their_turn_are_one()
    {
        _wires.Gateway.AnswerCreate = _ => [Notifications.Of(NotifyType.TemporaryFailure)];
        _wires.Do(s => s.RekeyIke(_wires.Now));
        for (int i = 0; i < 3; i++)
            _wires.Do(s => s.RenewChildren(_wires.Now));
        _wires.Pass(TimeSpan.FromSeconds(2));

        Assert.Single(_wires.Gateway.Requests, r => r.Has(NotifyType.RekeySa));
    }

    [Fact]
    public void A_refused_renewal_leaves_the_child_as_it_is()
    {
        _wires.Gateway.AnswerCreate = _ => [Notifications.Of(NotifyType.TemporaryFailure)];
        _wires.Do(s => s.RenewChildren(_wires.Now));
        _wires.Pass(TimeSpan.FromSeconds(1));

        Assert.Single(_wires.Actions.OfType<InstallChild>());
        Assert.DoesNotContain(_wires.Actions, a => a is StopSending or RemoveChild or SessionDown);
    }

    private int Told => _wires.Actions.OfType<DataPathSuspect>().Count();
}
