using Holdfast.Supervision;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>When a connection goes by TCP (RFC 9329 section 5.1), and when UDP is tried again.</summary>
public sealed class SupervisorTcpTests
{
    private static readonly SupervisorSettings Tcp = new() { TcpPorts = [4500, 443] };

    [Fact]
    public void Attempts_by_tcp_follow_those_by_udp_that_nobody_answers()
    {
        SupervisorDesk desk = new(Tcp);
        desk.Up();
        desk.Pass(9.9);
        Assert.Equal(["10.0.0.1", "10.0.0.1 nat"], desk.Ways);

        desk.Pass(2);

        Assert.Equal(["10.0.0.1", "10.0.0.1 nat", "10.0.0.1 tcp 4500", "10.0.0.1 tcp 443"], desk.Ways);
    }

    [Fact]
    public void Who_answers_by_udp_is_not_asked_by_tcp()
    {
        SupervisorDesk desk = new(Tcp);
        desk.Up();
        desk.Pass(5);
        desk.Answer();
        desk.Pass(9);

        Assert.Equal(["10.0.0.1"], desk.Ways);
    }

    [Fact]
    public void A_gateway_that_refuses_us_by_udp_is_not_asked_by_tcp()
    {
        SupervisorDesk desk = new(Tcp);
        desk.Up();
        desk.Answer();
        desk.Fail(SetbackKind.Authentication);
        desk.Pass(40);

        Assert.DoesNotContain(desk.Begun, way => way.Contains("tcp"));
    }

    [Fact]
    public void Where_tcp_served_before_it_does_not_wait_as_long()
    {
        SupervisorDesk desk = new(Tcp);
        desk.Up();
        desk.Pass(12);
        desk.Connect(desk.Running[2]);
        Assert.Equal(4500, desk.InUse!.Value.TcpPort);
        desk.Lose(SetbackKind.Closed);
        int before = desk.Begun.Count();
        desk.Pass(6);

        Assert.Equal("10.0.0.1", desk.Begun.ElementAt(before));
        Assert.Contains("10.0.0.1 tcp 4500", desk.Ways);
    }

    [Fact]
    public void A_session_that_falls_silent_is_taken_to_tcp_before_others_are_tried()
    {
        SupervisorDesk desk = new SupervisorDesk(Tcp).Connected();
        desk.Do((s, now) => s.HandleSuspect("the gateway does not answer", now));
        desk.Pass(9.9);
        Assert.Empty(desk.Of<TryTcp>());

        desk.Pass(0.2);
        Assert.Single(desk.Of<TryTcp>());
        Assert.DoesNotContain(desk.Begun, way => way.Contains("tcp"));

        desk.Pass(11);
        Assert.Single(desk.Of<TryTcp>());
        Assert.Contains("10.0.0.1 tcp 443", desk.Ways);
    }

    [Fact]
    public void One_that_is_heard_again_is_left_where_it_is()
    {
        SupervisorDesk desk = new SupervisorDesk(Tcp).Connected();
        desk.Do((s, now) => s.HandleSuspect("the gateway does not answer", now));
        desk.Pass(11);
        desk.Do((s, now) => s.HandleAlive(now));
        desk.Pass(60);

        Assert.Empty(desk.Running);
        Assert.DoesNotContain(desk.Begun, way => way.Contains("tcp"));
    }

    [Fact]
    public void Packets_that_come_to_nothing_are_taken_to_tcp_behind_other_sockets()
    {
        SupervisorDesk desk = new SupervisorDesk(Tcp with { TriesNatPort = false }).Connected();
        for (int i = 0; i < 4; i++)
        {
            desk.Do((s, now) => s.HandleDeadPath("nothing comes back", now));
            while (desk.Running.Count > 0)
                desk.Fail(SetbackKind.Silent);
        }

        Assert.Equal(
            [nameof(RenewChildren), nameof(RenewSockets), nameof(TryTcp)],
            desk.Log.Select(l => l.What.GetType().Name).Where(name => name is nameof(RenewChildren) or nameof(RenewSockets) or nameof(TryTcp)));
    }

    [Fact]
    public void Forced_nothing_goes_by_udp()
    {
        SupervisorDesk desk = new(Tcp with { OnlyTcp = true });
        desk.Up();
        desk.Pass(60);

        Assert.Equal(["10.0.0.1 tcp 4500", "10.0.0.1 tcp 443"], desk.Ways);
        desk.Connect();
        desk.Do((s, now) => s.HandleSuspect("the gateway does not answer", now));
        desk.Pass(60);
        Assert.All(desk.Begun, way => Assert.Contains("tcp", way));
        Assert.Empty(desk.Of<TryTcp>());
    }

    [Fact]
    public void Without_ports_there_is_no_tcp()
    {
        SupervisorDesk desk = new();
        desk.Up();
        desk.Pass(600);

        Assert.DoesNotContain(desk.Begun, way => way.Contains("tcp"));
    }

    [Fact]
    public void Udp_is_tried_again_soon_and_then_less_often()
    {
        UdpReturn back = new(new SeededRandom(1));
        Instant now = SupervisorDesk.Start;
        Assert.Equal(Instant.Never, back.NextTry);
        back.Note(isTcp: true, now);
        List<double> waits = [];
        for (int i = 0; i < 12; i++)
        {
            waits.Add((back.NextTry - now).TotalSeconds);
            now = back.NextTry;
            back.Began(now);
        }

        Assert.InRange(waits[0], 7, 15);
        Assert.InRange(waits[^1], 150, 300);
        back.HandleNetwork(now);
        Assert.InRange((back.NextTry - now).TotalSeconds, 1, 3);
        back.Note(isTcp: false, now);
        Assert.Equal(Instant.Never, back.NextTry);
    }

    [Fact]
    public void Udp_that_fails_again_at_once_is_left_alone_for_longer_each_time()
    {
        UdpReturn back = new(new SeededRandom(1));
        Instant now = SupervisorDesk.Start + TimeSpan.FromHours(1);
        for (int i = 0; i < 6; i++)
        {
            back.Note(isTcp: true, now);
            now = back.NextTry;
            back.Began(now);
            back.Note(isTcp: false, now);
            now += TimeSpan.FromSeconds(20);
        }

        back.Note(isTcp: true, now);
        Assert.InRange((back.NextTry - now).TotalSeconds, 150, 300);

        back.Note(isTcp: false, now);
        now += TimeSpan.FromMinutes(11);
        back.Note(isTcp: true, now);
        Assert.InRange((back.NextTry - now).TotalSeconds, 7, 15);
    }
}
