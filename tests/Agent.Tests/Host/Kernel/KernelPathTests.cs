using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Holdfast.Tests.Esp.Support;
using Xunit;
using static Holdfast.Tests.Host.Kernel.KernelScene;

namespace Holdfast.Tests.Host.Kernel;

public sealed class KernelPathTests : IDisposable
{
    private readonly KernelScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void A_child_is_two_states_and_three_policies()
    {
        (KernelPath path, _) = _scene.Session();
        path.Install(Spec(1), true, null);
        path.Carry(true);

        XfrmState outbound = _scene.Kernel.States[OutState(1)];
        Assert.Equal((Tag, Tag, 0x4846u, false), (outbound.RequestId, outbound.IfId, outbound.OutputMark, outbound.IsInbound));
        Assert.Equal("10.10.1.2", outbound.Source.ToString());
        Assert.Equal(new XfrmEncapsulation(4500, 4500), outbound.Encapsulation);
        XfrmState inbound = _scene.Kernel.States[InState(1)];
        Assert.Equal(("192.0.2.2", 128, true), (inbound.Source.ToString(), inbound.ReplayWindow, inbound.IsInbound));
        Assert.Equal(
            ["forward 10.2.0.0/16 to 10.1.0.0/24", "in 10.2.0.0/16 to 10.1.0.0/24", "out 10.1.0.0/24 to 10.2.0.0/16"],
            _scene.Kernel.Policies.Keys.Select(k => k.ToString()).Order());
        Assert.Equal(Out(1), _scene.Sender());
        Assert.All(_scene.Kernel.Policies.Values, p => Assert.Equal(Tag, p.Template!.RequestId));
        Assert.All(_scene.Kernel.Policies.Values.Except(_scene.Kernel.Outbound), p => Assert.Equal(0u, p.Template!.Spi));
    }

    [Fact]
    public void A_child_without_UDP_is_states_without_encapsulation_that_count_as_others_do()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1) with { IsBare = true }, true, null);
        path.Carry(true);
        _scene.Kernel.Carry(InState(1), 3);
        path.Look();

        Assert.All(_scene.Kernel.States.Values, s => Assert.Null(s.Encapsulation));
        Assert.Equal(0x4846u, _scene.Kernel.States[OutState(1)].OutputMark);
        Assert.Equal(Out(1), _scene.Sender());
        Assert.Equal([In(1)], owner.Noted);
        owner.HandleBurstEnd();
        Assert.Empty(owner.Expiries);

        _scene.Kernel.Keys.Remove(OutState(1)); // a placeholder is in its place
        path.Look();
        owner.HandleBurstEnd();
        Assert.Equal([new ChildExpiry(In(1), true)], owner.Expiries);
    }

    [Fact]
    public void Nothing_goes_out_before_the_session_carries()
    {
        (KernelPath path, _) = _scene.Session();
        path.Install(Spec(1), true, null);

        Assert.Empty(_scene.Kernel.Outbound);
        Assert.False(Assert.Single(path.Status()).Sends);
        path.Carry(true);
        Assert.True(Assert.Single(path.Status()).Sends);
    }

    [Theory]
    [MemberData(nameof(Child.Suites), MemberType = typeof(Child))]
    public void The_kernel_gets_the_keys_that_were_negotiated(EspAlgorithm algorithm, bool isExtended)
    {
        (KernelPath path, _) = _scene.Session();
        path.Install(Spec(1, algorithm: algorithm) with { ExtendedSequenceNumbers = isExtended }, true, null);

        Assert.Equal(Child.Key(algorithm, In(1)), _scene.Kernel.Keys[InState(1)]);
        Assert.Equal(Child.Key(algorithm, Out(1)), _scene.Kernel.Keys[OutState(1)]);
        XfrmState state = _scene.Kernel.States[InState(1)];
        Assert.Equal(isExtended, state.ExtendedSequenceNumbers);
        Assert.Equal(isExtended ? ulong.MaxValue : SaMeter.SoftSequence, state.Limits.SoftPackets);
        Assert.Equal(algorithm.Integrity is null, state.Algorithm.Aead is not null);
    }

    [Fact]
    public void A_removed_child_leaves_nothing_and_its_keys_are_wiped()
    {
        (KernelPath path, _) = _scene.Session();
        ChildSaSpec spec = Spec(1);
        path.Install(spec, true, null);
        path.Carry(true);
        path.Remove(In(1));

        Assert.True(_scene.Kernel.IsEmpty);
        Assert.Throws<ObjectDisposedException>(() => spec.InboundKey.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => spec.OutboundKey.Span.Length);
        Assert.Equal(Holdfast.Time.Instant.Never, path.NextDeadline);
    }

    [Fact]
    public void A_rekey_of_the_gateways_is_sent_through_when_it_is_told_to()
    {
        (KernelPath path, _) = _scene.Session();
        path.Install(Spec(1), true, null);
        path.Carry(true);
        path.Install(Spec(2), false, In(1));
        Assert.Equal(Out(1), _scene.Sender());
        _scene.Kernel.Steps.Clear();

        path.SendThrough(In(2));
        Assert.Equal(Out(2), _scene.Sender());
        Assert.Equal(["set out 10.1.0.0/24 to 10.2.0.0/16 Allow d0000002"], _scene.Kernel.Steps);
        path.Remove(In(1));
        Assert.Equal(Out(2), _scene.Sender());
    }

    [Fact]
    public void A_rekey_of_ours_takes_over_at_once_and_its_predecessor_stands_in_when_it_goes()
    {
        (KernelPath path, _) = _scene.Session();
        path.Install(Spec(1), true, null);
        path.Carry(true);
        path.Install(Spec(2), true, In(1));
        Assert.Equal(Out(2), _scene.Sender());

        path.Remove(In(2));
        Assert.Equal(Out(1), _scene.Sender());
    }

    [Fact]
    public void One_that_stops_without_a_predecessor_blocks()
    {
        (KernelPath path, _) = _scene.Session();
        path.Install(Spec(1), true, null);
        path.Carry(true);
        path.StopSending(In(1));

        Assert.Equal(0u, _scene.Sender());
        Assert.NotEmpty(_scene.Kernel.States);
    }

    [Fact]
    public void A_successor_with_fewer_selectors_leaves_the_others_blocked()
    {
        (KernelPath path, _) = _scene.Session();
        path.Install(Spec(1, [Child.Selector("10.2.0.0/16"), Child.Selector("10.3.0.0/16")]), true, null);
        path.Carry(true);
        path.Install(Spec(2, [Child.Selector("10.2.0.0/16")]), true, In(1));

        Assert.Equal(
            ["10.2.0.0/16 d0000002", "10.3.0.0/16 "],
            _scene.Kernel.Outbound.Select(p => $"{p.Id.Selector.Destination} {p.Template?.Spi:x8}").Order());
    }

    [Fact]
    public void Transport_mode_has_no_forward_policies_and_a_selector_in_the_states()
    {
        (KernelPath path, _) = _scene.Session();
        path.Install(Spec(1) with { Mode = EspMode.Transport }, true, null);
        path.Carry(true);

        Assert.Equal([XfrmDirection.In, XfrmDirection.Out], _scene.Kernel.Policies.Keys.Select(k => k.Direction).Order());
        Assert.Equal("10.2.0.0/16 to 10.1.0.0/24", _scene.Kernel.States[InState(1)].Selector!.ToString());
        Assert.All(_scene.Kernel.States.Values, s => Assert.Equal(XfrmMode.Transport, s.Mode));
    }

    [Fact]
    public void Limits_and_losses_are_told_once_each_by_the_inbound_spi()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1), true, null);
        _scene.Tunnel.Handle(new XfrmExpired(OutState(1), Tag, Tag, IsHard: false));
        _scene.Tunnel.Handle(new XfrmExpired(new XfrmStateId(System.Net.IPAddress.Loopback, In(1)), Tag, Tag, IsHard: true));
        Assert.Equal([new ChildExpiry(In(1), false)], owner.Expiries);

        _scene.Kernel.Lose(OutState(1));
        _scene.Tunnel.Handle(new XfrmOverrun());
        _scene.Tunnel.Handle(new XfrmOverrun());
        Assert.Equal([new ChildExpiry(In(1), false), new ChildExpiry(In(1), true)], owner.Expiries);
    }

    [Fact]
    public void A_packet_that_found_no_state_is_the_end_of_the_child_only_if_its_state_is_gone()
    {
        (KernelPath path, FakeOwner owner) = _scene.Session();
        path.Install(Spec(1), true, null);
        XfrmPolicyId policy = new(ChildSelectors.Of(Spec(1))[0], XfrmDirection.Out, Tag);
        XfrmAcquire acquire = new(policy.Selector, OutState(1).Destination, OutState(1).Destination, policy, Tag);
        _scene.Tunnel.Handle(acquire);
        Assert.Empty(owner.Expiries);

        // What such a packet leaves behind: a state of that name without keys.
        _scene.Kernel.Keys.Remove(OutState(1));
        _scene.Tunnel.Handle(acquire);
        Assert.Equal([new ChildExpiry(In(1), true)], owner.Expiries);
    }

    [Fact]
    public void Mappings_go_to_the_session_whose_state_it_is()
    {
        (KernelPath one, FakeOwner first) = _scene.Session();
        (KernelPath two, FakeOwner second) = _scene.Session();
        one.Install(Spec(1), true, null);
        two.Install(Spec(2), true, null);
        System.Net.IPAddress address = System.Net.IPAddress.Parse("192.0.2.7");
        _scene.Tunnel.Handle(new XfrmMapping(InState(2), Tag, FakeOwner.Home.Remote.ToIPAddress(), 4500, address, 1024));

        Assert.Empty(first.Mappings);
        Assert.Equal(("192.0.2.7", 1024), (second.Mappings.Single().Address.ToString(), second.Mappings[0].Port));
    }

    [Fact]
    public void Counters_are_what_status_tells()
    {
        (KernelPath path, _) = _scene.Session();
        path.Install(Spec(1), true, null);
        _scene.Kernel.Carry(InState(1), 3);
        _scene.Kernel.Carry(OutState(1), 5);
        _scene.Kernel.Usage[InState(1)] = _scene.Kernel.Usage[InState(1)] with { Forged = 2, Replayed = 1 };

        ChildSaStatus status = Assert.Single(path.Status());
        Assert.Equal((3, 5, 500), (status.Inbound.Packets, status.Outbound.Packets, status.Outbound.Bytes));
        SortedDictionary<string, long> drops = [];
        path.CountDrops(drops);
        Assert.Equal(["AuthenticationFailed 2", "ReplayDuplicate 1"], drops.Select(d => $"{d.Key} {d.Value}"));
    }

    [Fact]
    public void Keys_are_wiped_however_a_session_ends()
    {
        (KernelPath path, _) = _scene.Session();
        ChildSaSpec spec = Spec(1);
        SecretBytes key = spec.OutboundKey;
        path.Install(spec, true, null);
        path.Dispose();
        path.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Span.Length);
        Assert.True(_scene.Kernel.IsEmpty);
    }
}
