using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>What the gateway may say instead of yes, and what it may not get away with.</summary>
public sealed class RefusalTests
{
    [Fact]
    public void A_wrong_secret_is_the_gateways_refusal_of_the_login()
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2), "another secret"));

        Assert.Equal(FaultKind.AuthenticationRejected, RunToEnd(wires).Kind);
        Assert.False(wires.Gateway.IsAuthenticated);
    }

    [Fact]
    public void A_gateway_that_does_not_know_the_secret_is_told_so_and_gets_no_session()
    {
        Responder rogue = new(new SeededRandom(2))
        {
            BendAuth = p => [.. p.Select(x => x is AuthPayload a ? new AuthPayload(a.Method, Flip(a.Data)) : x)],
        };
        using Wires wires = new(TestSettings.Create(), rogue);

        Assert.Equal(FaultKind.PeerNotAuthentic, RunToEnd(wires).Kind);
        Assert.Contains(rogue.LastPayloads, p => p is NotifyPayload { NotifyType: NotifyType.AuthenticationFailed });
        Assert.Null(wires.Child);
    }

    [Theory]
    [InlineData("gw2.example.test")]
    [InlineData("gw.example.test.evil.test")]
    [InlineData("gw.example.tes")]
    public void Another_identity_than_the_demanded_one_is_refused(string wanted)
    {
        IdPayload id = new(false, IdType.Fqdn, System.Text.Encoding.ASCII.GetBytes(wanted));
        using Wires wires = new(TestSettings.Create() with { RemoteId = id }, new Responder(new SeededRandom(2)));

        IkeFault fault = RunToEnd(wires);

        Assert.Equal(FaultKind.PeerNotAuthentic, fault.Kind);
        Assert.Contains("gw.example.test", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_proposal_chosen_ends_the_attempt_after_the_grace()
    {
        Responder gateway = new(new SeededRandom(2)) { BendInit = _ => [Notifications.Of(NotifyType.NoProposalChosen)] };
        using Wires wires = new(TestSettings.Create(), gateway);

        Assert.Equal(FaultKind.NoCommonProposal, RunToEnd(wires).Kind);
    }

    [Theory]
    [InlineData(NotifyType.NoProposalChosen)]
    [InlineData(NotifyType.AuthenticationFailed)]
    [InlineData(NotifyType.InvalidSyntax)]
    [InlineData(NotifyType.InvalidMajorVersion)]
    public void A_forged_refusal_before_the_genuine_answer_does_not_stop_the_attempt(NotifyType forged)
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);

        wires.Deliver(Responder.Plain(request, 0, [Notifications.Of(forged)]));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0, 1)]
    [InlineData(255, 255)]
    public void A_forged_demand_for_a_group_that_was_not_offered_is_only_a_refusal(byte high, byte low)
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);

        wires.Deliver(Responder.Plain(request, 0, [Notifications.Of(NotifyType.InvalidKePayload, new[] { high, low })]));

        Assert.True(wires.RunUntil(() => wires.Up is not null));
        Assert.Equal(2, wires.Sent.Distinct(new BytesComparer()).Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_demand_for_a_group_with_data_of_another_length_is_ignored(int length)
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);

        wires.Deliver(Responder.Plain(request, 0, [Notifications.Of(NotifyType.InvalidKePayload, new byte[length])]));

        Assert.Single(wires.Sent);
        Assert.True(wires.RunUntil(() => wires.Up is not null));
    }

    [Fact]
    public void Groups_that_were_tried_are_not_tried_again()
    {
        // Asks for ecp256, then for x25519 again, and so on for ever.
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2)));
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);
        for (int round = 0; round < 50; round++)
        {
            byte group = (byte)(round % 2 == 0 ? KeyExchangeMethod.Ecp256 : KeyExchangeMethod.Curve25519);
            wires.Deliver(Responder.Plain(request, 0, [Notifications.Of(NotifyType.InvalidKePayload, new byte[] { 0, group })]));
        }

        Assert.Equal(2, wires.Sent.Count);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(65, 0)]
    [InlineData(1000, 0)]
    [InlineData(64, 1)]
    public void Cookies_are_answered_within_their_length_and_once(int length, int answered)
    {
        using Wires wires = new(TestSettings.Create(), new Responder(new SeededRandom(2))) { PassToGateway = _ => false };
        IkeHeader.TryRead(wires.Sent[0], out IkeHeader request, out _);
        for (int flood = 0; flood < 100; flood++)
            wires.Deliver(Responder.Plain(request, 0, [Notifications.Of(NotifyType.Cookie, new byte[length])]));
        wires.RunUntil(() => false, TimeSpan.FromMilliseconds(300));

        Assert.Equal(1 + answered, wires.Sent.Count);
        Assert.Null(wires.Down);
    }

    [Fact]
    public void A_gateway_without_nat_traversal_is_named_as_such()
    {
        Responder gateway = new(new SeededRandom(2)) { BendInit = p => [.. p.Where(x => x is not NotifyPayload)] };
        using Wires wires = new(TestSettings.Create(), gateway);

        Assert.Equal(FaultKind.Unsupported, RunToEnd(wires).Kind);
    }

    [Theory]
    [InlineData(NotifyType.TsUnacceptable, FaultKind.SelectorsRejected)]
    [InlineData(NotifyType.InternalAddressFailure, FaultKind.NoAddress)]
    [InlineData(NotifyType.NoProposalChosen, FaultKind.NoCommonProposal)]
    public void A_child_error_inside_a_successful_authentication_keeps_the_ike_sa_and_the_child_is_asked_for_again(NotifyType error, FaultKind kind)
    {
        Responder gateway = new(new SeededRandom(2))
        {
            BendAuth = p => [.. p.Where(x => x is IdPayload or AuthPayload), Notifications.Of(error)],
        };
        using Wires wires = new(TestSettings.Create(), gateway);
        int asked = 0;
        gateway.AnswerCreate = _ => Count(ref asked, error);

        Assert.True(wires.RunUntil(() => asked == 3, TimeSpan.FromMinutes(1)));
        Assert.Null(wires.Down);
        Assert.False(gateway.IsDeleted);
        Assert.All(wires.Actions.OfType<ChildFailed>(), f => Assert.Equal(kind, f.Fault.Kind));
    }

    private static IReadOnlyList<Payload> Count(ref int asked, NotifyType error)
    {
        asked++;
        return [Notifications.Of(error)];
    }

    private static IkeFault RunToEnd(Wires wires)
    {
        Assert.True(wires.RunUntil(() => wires.Down is not null));
        Assert.Null(wires.Up);
        return wires.Down!.Fault;
    }

    private static byte[] Flip(ReadOnlyMemory<byte> data)
    {
        byte[] copy = data.ToArray();
        copy[^1] ^= 1;
        return copy;
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
