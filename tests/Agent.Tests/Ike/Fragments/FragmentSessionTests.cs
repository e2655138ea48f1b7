using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike.Fragments;

/// <summary>A session whose messages are larger than what the path takes in one piece.</summary>
public sealed class FragmentSessionTests : IDisposable
{
    private readonly Responder _responder;
    private readonly FragmentingGateway _gateway;
    private Wires? _wires;

    public FragmentSessionTests()
    {
        _responder = new Responder(new SeededRandom(2))
        {
            BendInit = FragmentingGateway.Announce,
            BendAuth = p => [.. p, .. Large(5000)],
        };
        _gateway = new FragmentingGateway(_responder, 600, new SeededRandom(4));
    }

    private Wires Wires => _wires ??= new Wires(Settings(), _responder) { Serve = _gateway.Handle };

    public void Dispose()
    {
        _wires?.Dispose();
        _gateway.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Large_messages_both_ways_make_a_session(int suite)
    {
        Proposal proposal = (suite == 1 ? TestSettings.GcmX25519 : TestSettings.CbcModp) with { Number = 1 };
        _wires = new Wires(Settings() with { IkeProposals = [proposal] }, _responder) { Serve = _gateway.Handle };

        Assert.True(Wires.RunUntil(() => Wires.Up is not null));

        Assert.All(Wires.Sent, m => Assert.InRange(m.Length, 1, 1248));
        Assert.InRange(Wires.Sent.Count(IsFragment), 4, 6);
        Assert.Equal(_responder.InitiatorEspSpi, Wires.Child!.InboundSpi);
    }

    [Fact]
    public void Without_the_gateways_consent_nothing_is_fragmented_and_no_fragment_taken()
    {
        Responder plain = new(new SeededRandom(2)) { BendAuth = p => [.. p, .. Large(2000)] };
        using FragmentingGateway fragments = new(plain, 600, new SeededRandom(4));
        _wires = new Wires(Settings(), plain) { Serve = fragments.Handle };
        Wires.RunUntil(() => Wires.Down is not null, TimeSpan.FromSeconds(20));

        Assert.DoesNotContain(Wires.Sent, IsFragment);
        Assert.Null(Wires.Up);
        Assert.True(Wires.Session.Counters.FragmentsDropped > 0);
    }

    [Fact]
    public void Small_messages_go_in_one_piece()
    {
        _wires = new Wires(TestSettings.Create(), _responder) { Serve = _gateway.Handle };

        Assert.True(Wires.RunUntil(() => Wires.Up is not null));
        Assert.DoesNotContain(Wires.Sent, IsFragment);
    }

    [Fact]
    public void A_lost_fragment_is_made_good_by_a_retransmission_of_all()
    {
        int passed = 0;
        Wires.PassToGateway = _ => ++passed != 3;
        Assert.True(Wires.RunUntil(() => Wires.Up is not null));

        byte[][] fragments = [.. Wires.Sent.Where(IsFragment)];
        Assert.Equal(0, fragments.Length % 2);
        Assert.Equal(fragments[..(fragments.Length / 2)], fragments[(fragments.Length / 2)..]);
    }

    [Fact]
    public void A_path_that_loses_large_datagrams_gets_small_ones_after_two_repetitions()
    {
        Wires.PassToGateway = m => m.Length <= 544 || !IsFragment(m);

        Assert.True(Wires.RunUntil(() => Wires.Up is not null));

        Assert.True(Wires.Session.Counters.Retransmitted >= 3);
        Assert.All(_gateway.Seen, s => Assert.True(s.Length <= 544));
        byte[][] large = [.. Wires.Sent.Where(m => IsFragment(m) && Outer(m).TotalFragments == Outer(Wires.Sent[1]).TotalFragments)];
        Assert.Equal(3 * Outer(Wires.Sent[1]).TotalFragments, large.Length);
        Assert.True(_gateway.Seen.Max(s => s.Total) > Outer(Wires.Sent[1]).TotalFragments);
    }

    [Fact]
    public void The_smaller_size_stays_and_is_repeated_bit_by_bit()
    {
        Wires.PassToGateway = m => !IsProtected(m);
        Wires.RunUntil(() => Wires.Down is not null, TimeSpan.FromSeconds(20));

        byte[][] small = [.. Wires.Sent.Where(m => IsFragment(m) && Outer(m).TotalFragments > Outer(Wires.Sent[1]).TotalFragments)];
        int total = Outer(small[0]).TotalFragments;
        Assert.True(small.Length >= 2 * total);
        Assert.All(small, m => Assert.True(m.Length <= 544));
        Assert.All(Enumerable.Range(0, small.Length), i => Assert.Equal(small[i % total], small[i]));
    }

    [Fact]
    public void A_bad_link_with_fragments_connects_for_two_hundred_seeds()
    {
        List<int> failures = [];
        for (int seed = 0; seed < 200; seed++)
        {
            Responder responder = new(new SeededRandom(seed + 900))
            {
                BendInit = FragmentingGateway.Announce,
                BendAuth = p => [.. p, .. Large(1000)],
            };
            using FragmentingGateway gateway = new(responder, 600, new SeededRandom(seed));
            using Wires wires = new(Settings(), responder, seed, 0.12) { Serve = gateway.Handle };
            if (!wires.RunUntil(() => wires.Up is not null))
                failures.Add(seed);
        }

        Assert.Empty(failures);
    }

    [Fact]
    public void A_fragmented_request_of_the_gateway_is_answered_once_and_its_repetition_from_the_cache()
    {
        Assert.True(Wires.RunUntil(() => Wires.Up is not null));
        IReadOnlyList<byte[]> request = _gateway.Fragment(_responder.Request(ExchangeType.Informational, [.. Large(1500)]));
        Assert.True(request.Count > 2);
        int sent = Wires.Sent.Count;
        foreach (byte[] fragment in request.Reverse())
            Wires.Deliver(fragment);
        Assert.Equal(sent + 1, Wires.Sent.Count);

        foreach (byte[] fragment in request)
            Wires.Deliver(fragment);
        Assert.Equal(sent + 2, Wires.Sent.Count);
        Assert.Equal(Wires.Sent[^2], Wires.Sent[^1]);
    }

    [Fact]
    public void A_whole_message_overtakes_its_fragments()
    {
        Assert.True(Wires.RunUntil(() => Wires.Up is not null));
        byte[] whole = _responder.Request(ExchangeType.Informational, [.. Large(1500)]);
        IReadOnlyList<byte[]> request = _gateway.Fragment(whole);
        int sent = Wires.Sent.Count;
        Wires.Deliver(request[0]);
        Wires.Deliver(request[1]);
        Wires.Deliver(whole);
        Assert.Equal(sent + 1, Wires.Sent.Count);

        // What is left of the fragments is of a message that was answered.
        Wires.Deliver(request[2]);
        Assert.Equal(sent + 1, Wires.Sent.Count);
    }

    [Fact]
    public void Fragments_out_of_the_window_or_not_authentic_are_not_kept()
    {
        Assert.True(Wires.RunUntil(() => Wires.Up is not null));
        int sent = Wires.Sent.Count;
        IReadOnlyList<byte[]> early = _gateway.Fragment(_responder.Seal(ExchangeType.Informational, false, 9, Large(1500)));
        foreach (byte[] fragment in early)
            Wires.Deliver(fragment);
        IReadOnlyList<byte[]> next = _gateway.Fragment(_responder.Request(ExchangeType.Informational, [.. Large(1500)]));
        foreach (byte[] fragment in next)
            Wires.Deliver([.. fragment[..^1], (byte)(fragment[^1] ^ 1)]);

        Assert.Equal(sent, Wires.Sent.Count);
        Assert.Equal(early.Count, Wires.Session.Counters.FragmentsDropped);
        Assert.Equal(next.Count, Wires.Session.Counters.NotAuthentic);
        foreach (byte[] fragment in next)
            Wires.Deliver(fragment);
        Assert.Equal(sent + 1, Wires.Sent.Count);
    }

    /// <summary>Traffic selectors enough for an IKE_AUTH of more than 4 kB.</summary>
    private static IkeSettings Settings() => TestSettings.Create() with
    {
        Children =
        [
            TestSettings.Child() with
            {
                Remote = [TrafficSelector.Any(IpFamily.IPv4), .. Enumerable.Range(0, 250).Select(i => TrafficSelector.FromPrefix(IpAddress.Parse($"10.99.{i}.0"), 24))],
            },
        ],
    };

    private static IReadOnlyList<Payload> Large(int length) => [.. Enumerable.Range(0, length / 500).Select(i => new VendorIdPayload(new byte[496]))];

    private static bool IsProtected(byte[] message) =>
        IkeHeader.TryRead(message, out IkeHeader header, out _) && header.ExchangeType != ExchangeType.IkeSaInit;

    private static bool IsFragment(byte[] message) =>
        IkeHeader.TryRead(message, out IkeHeader header, out _) && header.NextPayload == PayloadType.EncryptedFragment;

    private static EncryptedFragmentPayload Outer(byte[] message) => Protections.Outer<EncryptedFragmentPayload>(message);
}
