using Holdfast.Esp;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.PerCpu;

/// <summary>Child SAs for single CPUs (RFC 9611) with a scripted gateway.</summary>
public sealed class ScriptedPerCpuTests : IDisposable
{
    private readonly Responder _gateway;
    private readonly List<Wires> _wires = [];
    private bool _agrees = true;
    private uint _asked;

    public ScriptedPerCpuTests()
    {
        _gateway = new Responder(new SeededRandom(2))
        {
            BendAuth = p => _agrees ? [.. p, Notifications.Of(NotifyType.SaResourceInfo)] : p,
        };
        _gateway.AnswerCreate = request => [.. _gateway.Grant(request), Notifications.Of(NotifyType.SaResourceInfo)];
    }

    public void Dispose()
    {
        foreach (Wires wires in _wires)
            wires.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void It_is_asked_for_only_where_it_is_wanted(int most)
    {
        Wires wires = Connect(most);

        NotifyPayload? asked = _gateway.Requests[0].Find(NotifyType.SaResourceInfo);
        Assert.Equal(most > 0, asked is not null);
        Assert.True(asked is not { Data.Length: > 0 });
        Assert.Equal((most > 0, -1), (wires.Child!.IsPerCpu, wires.Child.Cpu));
    }

    [Fact]
    public void Packets_of_a_cpu_make_a_child_sa_of_its_own()
    {
        Wires wires = Connect();
        Want(wires, 2);

        IReadOnlyList<Payload> request = Assert.Single(Creations());
        Assert.Equal([0, 0, 0, 2], request.Find(NotifyType.SaResourceInfo)!.Data.ToArray());
        Assert.Equal([wires.Child!.Local, wires.Child.Remote], request.OfType<TsPayload>().Select(t => t.Selectors));
        InstallChild made = Made(wires)[1];
        Assert.Equal((2, true, "net#2", true, null), (made.Spec.Cpu, made.Spec.IsPerCpu, made.Spec.Name, made.SendToo, made.Replaces));
        Assert.NotEqual(wires.Child.InboundSpi, made.Spec.InboundSpi);
        Assert.NotEqual(wires.Child.OutboundSpi, made.Spec.OutboundSpi);
        Assert.DoesNotContain(wires.Actions, a => a is StopSending or RemoveChild);
        Assert.Single(wires.Actions.OfType<ConfigureTunnel>());
    }

    [Fact]
    public void However_often_packets_say_it_one_is_made_for_a_cpu()
    {
        Wires wires = Connect();
        wires.Do(s => s.WantCpu(wires.Child!.InboundSpi, 1, wires.Now));
        wires.Do(s => s.WantCpu(wires.Child!.InboundSpi, 1, wires.Now));
        wires.Do(s => s.WantCpu(wires.Child!.InboundSpi, 0, wires.Now));
        wires.Pass(TimeSpan.FromMinutes(1));
        Want(wires, 1);

        Assert.Equal([-1, 1, 0], Made(wires).Select(m => m.Spec.Cpu));
    }

    [Fact]
    public void A_gateway_that_does_not_agree_is_never_asked()
    {
        _agrees = false;
        Wires wires = Connect();
        Want(wires, 1);

        Assert.False(wires.Child!.IsPerCpu);
        Assert.Empty(Creations());
    }

    [Theory]
    [InlineData(NotifyType.TsMaxQueue)]
    [InlineData(NotifyType.NoAdditionalSas)]
    public void A_gateway_that_takes_no_more_is_not_asked_again(NotifyType limit)
    {
        Wires wires = Connect();
        Want(wires, 0);
        _gateway.AnswerCreate = _ => [Notifications.Of(limit)];
        Want(wires, 1);
        wires.Pass(TimeSpan.FromMinutes(2));
        Want(wires, 1);
        Want(wires, 3);

        Assert.Equal(2, Creations().Count);
        Assert.Equal([-1, 0], Made(wires).Select(m => m.Spec.Cpu));
        Assert.Null(wires.Down);
        Assert.DoesNotContain(wires.Actions, a => a is RemoveChild or StopSending or ChildFailed);
    }

    [Fact]
    public void Another_refusal_is_not_the_end_of_it()
    {
        Wires wires = Connect();
        _gateway.AnswerCreate = _ => [Notifications.Of(NotifyType.NoProposalChosen)];
        Want(wires, 1);
        Want(wires, 1);
        Assert.Single(Creations());
        _gateway.AnswerCreate = _gateway.Grant;
        wires.Pass(TimeSpan.FromSeconds(31));
        Want(wires, 1);

        Assert.Equal([-1, 1], Made(wires).Select(m => m.Spec.Cpu));
    }

    [Fact]
    public void There_are_no_more_than_configured()
    {
        Wires wires = Connect(2);
        foreach (int cpu in new[] { 5, 3, 1, -1 })
            Want(wires, cpu);

        Assert.Equal([-1, 5, 3], Made(wires).Select(m => m.Spec.Cpu));
    }

    [Fact]
    public void One_with_other_selectors_is_deleted()
    {
        Wires wires = Connect();
        TrafficSelector part = TrafficSelector.FromPrefix(IpAddress.Parse("10.20.7.0"), 24);
        _gateway.AnswerCreate = request => [.. _gateway.Grant(request).Where(p => p is not TsPayload { IsInitiator: false }), new TsPayload(false, [part])];
        Want(wires, 1);

        Assert.False(Made(wires)[1].SendToo);
        Assert.Contains(Made(wires)[1].Spec.InboundSpi, _gateway.DeletedChildren);
        Assert.DoesNotContain(wires.Child!.InboundSpi, _gateway.DeletedChildren);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Each_is_rekeyed_by_itself_and_stays_what_it_is(int which)
    {
        Wires wires = Connect();
        Want(wires, 2);
        ChildSaSpec before = Made(wires)[which].Spec;
        wires.Do(s => s.HandleChildExpiry(before.InboundSpi, false, wires.Now));
        wires.Pass(TimeSpan.FromSeconds(1));

        IReadOnlyList<Payload> request = Creations()[1];
        Assert.True(request.Has(NotifyType.RekeySa));
        Assert.False(request.Has(NotifyType.SaResourceInfo));
        InstallChild after = Made(wires)[2];
        Assert.Equal((before.InboundSpi, before.Cpu, true, before.Name), (after.Replaces, after.Spec.Cpu, after.Spec.IsPerCpu, after.Spec.Name));
        Assert.Equal([before.InboundSpi], _gateway.DeletedChildren);
    }

    [Fact]
    public void One_whose_rekey_is_refused_ends_and_the_session_stays()
    {
        Wires wires = Connect();
        Want(wires, 2);
        uint spi = Made(wires)[1].Spec.InboundSpi;
        _gateway.AnswerCreate = _ => [Notifications.Of(NotifyType.TsMaxQueue)];
        wires.Do(s => s.HandleChildExpiry(spi, false, wires.Now));
        wires.Pass(TimeSpan.FromSeconds(10));

        Assert.Equal([spi], _gateway.DeletedChildren);
        Assert.Equal([spi], wires.Actions.OfType<RemoveChild>().Select(r => r.InboundSpi));
        Assert.DoesNotContain(wires.Actions, a => a is ReauthenticationDue or SessionDown);
    }

    [Fact]
    public void One_that_the_gateway_deletes_comes_back_when_packets_want_it()
    {
        Wires wires = Connect();
        Want(wires, 1);
        uint outbound = Made(wires)[1].Spec.OutboundSpi;
        wires.Deliver(_gateway.Request(ExchangeType.Informational, new DeletePayload(ProtocolId.Esp, [outbound])));
        Want(wires, 1);
        Assert.Equal(2, Made(wires).Count);
        wires.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(2, Made(wires).Count);
        Want(wires, 1);

        Assert.Equal([-1, 1, 1], Made(wires).Select(m => m.Spec.Cpu));
    }

    [Fact]
    public void The_gateway_may_make_them_too_up_to_the_same_number()
    {
        Wires wires = Connect(2);
        Want(wires, 0);
        IReadOnlyList<Payload> answer = Ask(wires);
        Assert.True(answer.Has(NotifyType.SaResourceInfo));
        InstallChild made = Made(wires)[2];
        Assert.Equal((1, "net#1", false), (made.Spec.Cpu, made.Spec.Name, made.SendToo));
        Assert.DoesNotContain(wires.Actions, a => a is SendThrough);
        wires.Do(s => s.NoteInboundTraffic(made.Spec.InboundSpi, wires.Now));
        Assert.Contains(new SendThrough(made.Spec.InboundSpi), wires.Actions);

        Assert.Equal(NotifyType.TsMaxQueue, Assert.IsType<NotifyPayload>(Assert.Single(Ask(wires))).NotifyType);
        Assert.Null(wires.Down);
    }

    [Fact]
    public void Asked_by_the_gateway_where_it_is_not_wanted_nothing_is_different()
    {
        Wires wires = Connect(0);
        IReadOnlyList<Payload> answer = Ask(wires);

        Assert.False(answer.Has(NotifyType.SaResourceInfo));
        Assert.Equal(("net", false), (Made(wires)[1].Spec.Name, Made(wires)[1].Spec.IsPerCpu));
    }

    [Fact]
    public void A_rekey_of_the_gateways_keeps_what_it_is_for()
    {
        Wires wires = Connect();
        Want(wires, 3);
        foreach (ChildSaSpec before in new[] { wires.Child!, Made(wires)[1].Spec })
        {
            Ask(wires, new NotifyPayload(ProtocolId.Esp, SpiOctets.From(before.OutboundSpi), NotifyType.RekeySa, default));
            InstallChild after = Made(wires)[^1];
            Assert.Equal((before.InboundSpi, before.Cpu, true), (after.Replaces, after.Spec.Cpu, after.Spec.IsPerCpu));
        }
    }

    [Fact]
    public void The_end_of_the_session_takes_them_all()
    {
        Wires wires = Connect();
        Want(wires, 0);
        Want(wires, 1);
        wires.Close();
        wires.Pass(TimeSpan.FromSeconds(5));

        Assert.Equal(3, wires.Actions.OfType<RemoveChild>().Count());
        Assert.True(_gateway.IsDeleted);
    }

    private Wires Connect(int most = 4)
    {
        Wires wires = Wires.Connected(_gateway, TestSettings.Create() with { PerCpuSas = most, Mobike = false });
        _wires.Add(wires);
        return wires;
    }

    private static void Want(Wires wires, int cpu)
    {
        wires.Do(s => s.WantCpu(wires.Child!.InboundSpi, cpu, wires.Now));
        wires.Pass(TimeSpan.FromSeconds(1));
    }

    private static List<InstallChild> Made(Wires wires) => [.. wires.Actions.OfType<InstallChild>()];

    private List<IReadOnlyList<Payload>> Creations() => [.. _gateway.Requests.Where(r => r.OfType<NoncePayload>().Any())];

    private IReadOnlyList<Payload> Ask(Wires wires, NotifyPayload? notify = null)
    {
        Proposal proposal = TestSettings.Esp(1, EncryptionId.AesGcm16, 128) with { Spi = new byte[] { 9, 9, 9, (byte)_asked } };
        wires.Deliver(_gateway.Request(
            ExchangeType.CreateChildSa,
            notify ?? Notifications.Of(NotifyType.SaResourceInfo, new byte[4]),
            new SaPayload([proposal]), new NoncePayload(new byte[32]),
            new TsPayload(true, wires.Child!.Remote), new TsPayload(false, wires.Child.Local)));
        wires.Pass(TimeSpan.FromMilliseconds(20));
        return _gateway.Responses[_asked++];
    }
}
