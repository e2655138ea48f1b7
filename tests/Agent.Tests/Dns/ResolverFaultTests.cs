using Holdfast.Host.Dns;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Dns;

/// <summary>Loss, failing servers, truncation, and answers that nobody asked for.</summary>
public sealed class ResolverFaultTests
{
    private const string Name = "gw.example.org";

    private static readonly string[] Both = ["192.0.2.1", "2001:db8::1"];

    [Fact]
    public void Silence_moves_on_to_the_next_server_and_ends_after_all_rounds()
    {
        var world = new DnsWorld();
        var end = world.Resolve(Name);
        ResolverTests.AssertFailed(end, DnsFailure.Timeout, $"\"{Name}\" can't be looked up: no answer in time from " +
            "192.0.2.53, 2001:db8::53; check the uplink and /etc/resolv.conf");
        Assert.Equal(TimeSpan.FromSeconds(12), end.Took);
        Assert.Equal(
            Enumerable.Range(0, 6)
                .Select(i => (i % 2 == 0 ? DnsWorld.First : DnsWorld.Second, TimeSpan.FromSeconds(2 * i))),
            world.Sent.Where(sent => sent.Type == DnsType.A).Select(sent => (sent.Server, sent.At)));
    }

    [Fact]
    public void A_second_server_answers_for_a_silent_first()
    {
        var world = new DnsWorld { Udp = (server, query) => server == DnsWorld.First ? null : Answer(query) };
        var end = world.Resolve(Name);
        Assert.Equal(Both, ResolverTests.Resolved(end));
        Assert.Equal(TimeSpan.FromMilliseconds(2020), end.Took);
    }

    [Theory]
    [InlineData(DnsAnswers.ServerFailure)]
    [InlineData(DnsAnswers.Refused)]
    public void A_server_that_fails_is_left_at_once_and_not_asked_again(ushort flags)
    {
        var world = new DnsWorld
        {
            Udp = (server, query) => server == DnsWorld.First ? DnsAnswers.To(query, flags) : Answer(query),
        };
        var end = world.Resolve(Name);
        Assert.Equal(Both, ResolverTests.Resolved(end));
        Assert.Equal(TimeSpan.FromMilliseconds(40), end.Took);

        world.Udp = (_, query) => DnsAnswers.To(query, flags);
        world.Sent.Clear();
        ResolverTests.AssertFailed(world.Resolve(Name), DnsFailure.ServerFailure,
            $"\"{Name}\" can't be looked up: no name server could answer (192.0.2.53, 2001:db8::53)");
        Assert.Equal(4, world.Sent.Count);
    }

    [Fact]
    public void A_server_that_cannot_be_reached_is_left_at_once()
    {
        var world = new DnsWorld();
        world.Udp = (server, query) =>
        {
            if (server == DnsWorld.Second) return Answer(query);
            world.Resolver.HandleUnreachable(server, world.Now);
            return null;
        };
        var end = world.Resolve(Name);
        Assert.Equal(Both, ResolverTests.Resolved(end));
        Assert.Equal(TimeSpan.FromMilliseconds(20), end.Took);
    }

    [Fact]
    public void A_truncated_answer_is_fetched_over_TCP()
    {
        var world = new DnsWorld
        {
            Udp = (_, query) => DnsAnswers.To(query, DnsAnswers.Truncated),
            Tcp = (_, query) => Answer(query),
        };
        Assert.Equal(Both, ResolverTests.Resolved(world.Resolve(Name)));
        Assert.Equal(2, world.Sent.Count);
        Assert.Equal(0, world.OpenStreams);
    }

    [Fact]
    public void A_stream_that_closes_or_holds_rubbish_moves_on_to_the_next_server()
    {
        var world = new DnsWorld { Udp = (_, query) => DnsAnswers.To(query, DnsAnswers.Truncated) };
        foreach (byte[]? rubbish in (byte[]?[])[null, [], [1, 2, 3], new byte[40]])
        {
            world.Tcp = (server, query) => server == DnsWorld.First ? rubbish : Answer(query);
            Assert.Equal(Both, ResolverTests.Resolved(world.Resolve(Name)));
            Assert.Equal(0, world.OpenStreams);
        }
    }

    [Fact]
    public void Answers_from_elsewhere_or_to_another_id_or_question_change_nothing()
    {
        byte[] Forged(ReadOnlyMemory<byte> query) =>
            DnsAnswers.To(query, DnsAnswers.NoError, DnsAnswers.Address(DnsAnswers.QuestionName, "198.51.100.66"));

        var world = new DnsWorld();
        world.Udp = (server, query) =>
        {
            world.Deliver(DnsWorld.Second, Forged(query));
            world.Deliver(server with { Port = 5353 }, Forged(query));
            byte[] otherId = Forged(query);
            otherId[0] ^= 1;
            world.Deliver(server, otherId);
            byte[] otherCase = Forged(query);
            otherCase[13] ^= 0x20;
            world.Deliver(server, otherCase);
            world.Deliver(server, query.ToArray());
            world.Deliver(server, []);
            return Answer(query);
        };
        Assert.Equal(Both, ResolverTests.Resolved(world.Resolve(Name)));
    }

    [Fact]
    public void A_server_that_does_not_keep_the_spelling_is_understood_the_second_time()
    {
        var world = new DnsWorld("nameserver 192.0.2.53")
        {
            Udp = (_, query) =>
            {
                byte[] folded = query.ToArray();
                for (int i = 12; i < folded.Length; i++) folded[i] = (byte)char.ToLowerInvariant((char)folded[i]);
                return Answer(folded);
            },
        };
        var end = world.Resolve(Name);
        Assert.Equal(Both, ResolverTests.Resolved(end));
        Assert.Equal(TimeSpan.FromMilliseconds(2020), end.Took);
    }

    [Fact]
    public void A_late_answer_still_counts()
    {
        var queries = new List<ReadOnlyMemory<byte>>();
        var world = new DnsWorld();
        world.Udp = (server, query) =>
        {
            if (server == DnsWorld.First) queries.Add(query);
            else foreach (ReadOnlyMemory<byte> earlier in queries) world.Deliver(DnsWorld.First, Answer(earlier));
            return null;
        };
        var end = world.Resolve(Name);
        Assert.Equal(Both, ResolverTests.Resolved(end));
        Assert.Equal(TimeSpan.FromMilliseconds(2020), end.Took);
    }

    [Fact]
    public void One_family_does_not_wait_long_for_the_other()
    {
        var world = new DnsWorld
        {
            Udp = (_, query) => DnsAnswers.Question(query.Span).Type == DnsType.A ? Answer(query) : null,
        };
        var end = world.Resolve(Name);
        Assert.Equal(["192.0.2.1"], ResolverTests.Resolved(end));
        Assert.Equal(TimeSpan.FromMilliseconds(3020), end.Took);
    }

    [Fact]
    public void Under_heavy_loss_most_names_resolve_and_every_run_ends()
    {
        int resolved = 0;
        for (int seed = 0; seed < 1_000; seed++)
        {
            var loss = new Random(seed);
            var world = new DnsWorld(seed: seed) { Udp = (_, query) => loss.NextDouble() < 0.5 ? null : Answer(query) };
            var end = world.Resolve(Name);
            Assert.InRange(end.Took, TimeSpan.Zero, TimeSpan.FromSeconds(12));
            if (end.Result is NameResolved) resolved++;
        }
        Assert.InRange(resolved, 990, 1_000);
    }

    [Fact]
    public void Rubbish_and_mutated_answers_never_throw_and_every_run_ends()
    {
        var random = new Random(99);
        for (int i = 0; i < 2_000; i++)
        {
            var world = new DnsWorld(seed: i)
            {
                Udp = (_, query) => Mutated(Answer(query)),
                Tcp = (_, query) => Mutated(Answer(query)),
            };
            Assert.InRange(world.Resolve(Name).Took, TimeSpan.Zero, TimeSpan.FromSeconds(24));
        }

        byte[] Mutated(byte[] answer)
        {
            answer[random.Next(answer.Length)] = (byte)random.Next(256);
            return answer[..random.Next(answer.Length / 2, answer.Length + 1)];
        }
    }

    private static byte[] Answer(ReadOnlyMemory<byte> query) =>
        DnsWorld.Zone(query, (Name, "192.0.2.1"), (Name, "2001:db8::1"));
}
