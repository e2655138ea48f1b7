using Holdfast.Host.Dns;
using Xunit;

namespace Holdfast.Tests.Dns;

public sealed class DnsMessageTests
{
    private static readonly DnsName Gateway = Parse("gw.example.org");
    private static readonly DnsQuery Query = new(0x1234, Gateway, DnsType.A);

    /// <summary>
    /// A whole answer: an alias, its address under compressed names, and an authority record that is not read.
    /// </summary>
    private static readonly byte[] Golden = Convert.FromHexString(
        "1234818000010002000100000267770765" + "78616D706C65036F72670000010001" +
        "C00C000500010000003C000603766970C00F" + "C02C000100010000003C0004C0000201" +
        "C00F000200010000003C0002C00C");

    [Fact]
    public void A_query_has_its_golden_bytes()
    {
        Assert.Equal(
            "123401000001000000000000026777076578616D706C65036F72670000010001", Convert.ToHexString(Query.Encode()));
        Assert.Equal("0020" + Convert.ToHexString(Query.Encode()), Convert.ToHexString(Query.EncodeForTcp()));
        Assert.EndsWith("001C0001", Convert.ToHexString((Query with { Type = DnsType.Aaaa }).Encode()));
    }

    [Fact]
    public void An_answer_is_read_through_its_alias()
    {
        DnsResponse response = Read(Golden);
        Assert.Equal((DnsResponseCode.NoError, false), (response.Code, response.IsTruncated));
        Assert.Equal(["gw.example.org", "vip.example.org"], response.Answers.Select(record => record.Owner.ToString()));
        Assert.Equal(["192.0.2.1"], Addresses(response));
        Assert.Empty(response.AddressesOf(Gateway, DnsType.Aaaa));
    }

    [Fact]
    public void Truncation_at_every_length_is_refused()
    {
        const int endOfAnswers = 66;
        for (int length = 0; length < endOfAnswers; length++)
            Assert.False(DnsResponse.TryRead(Golden.AsSpan(0, length), Query, true, out _), $"length {length}");
        Assert.True(DnsResponse.TryRead(Golden.AsSpan(0, endOfAnswers), Query, true, out _));
    }

    [Fact]
    public void Mutations_never_throw()
    {
        var random = new Random(53);
        int read = 0;
        for (int i = 0; i < 200_000; i++)
        {
            byte[] mutated = Golden.ToArray();
            for (int edits = random.Next(1, 5); edits > 0; edits--)
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            int length = random.Next(mutated.Length + 1);
            if (!DnsResponse.TryRead(mutated.AsSpan(0, length), Query, false, out DnsResponse? response)) continue;
            read++;
            _ = response.AddressesOf(Gateway, DnsType.A);
            _ = string.Concat(response.Answers);
        }
        Assert.InRange(read, 1, 199_999);
    }

    [Theory]
    [InlineData(0, 0x13, "another id")]
    [InlineData(2, 0x01, "a query")]
    [InlineData(2, 0x89, "another opcode")]
    [InlineData(5, 0x02, "two questions")]
    [InlineData(5, 0x00, "no question")]
    [InlineData(13, 0x68, "another name")]
    [InlineData(29, 0x1C, "another type")]
    [InlineData(31, 0x03, "another class")]
    public void What_answers_no_query_of_ours_is_refused(int offset, byte value, string what)
    {
        byte[] changed = Golden.ToArray();
        Assert.NotEqual(changed[offset], value);
        changed[offset] = value;
        Assert.False(DnsResponse.TryRead(changed, Query, exactCase: true, out _), what);
    }

    [Fact]
    public void The_spelling_of_the_question_counts_when_it_is_to()
    {
        byte[] respelled = Golden.ToArray();
        respelled[13] = (byte)'G';
        Assert.False(DnsResponse.TryRead(respelled, Query, exactCase: true, out _));
        Assert.True(DnsResponse.TryRead(respelled, Query, exactCase: false, out _));
    }

    [Fact]
    public void A_truncated_answer_is_one_however_it_was_cut()
    {
        byte[] cut = DnsAnswers.To(Query.Encode(), DnsAnswers.Truncated, [0xC0], []);
        Assert.Equal(new DnsResponse(DnsResponseCode.NoError, true, []).IsTruncated, Read(cut).IsTruncated);
        Assert.Empty(Read(cut).Answers);
    }

    [Fact]
    public void Aliases_come_in_any_order_and_may_not_run_in_circles()
    {
        byte[] a = DnsAnswers.Name("a.test"), b = DnsAnswers.Name("b.test");
        Assert.Equal(["192.0.2.7"], Addresses(Read(Answer(
            DnsAnswers.Address(b, "192.0.2.7"), DnsAnswers.Alias(a, b),
            DnsAnswers.Alias(DnsAnswers.QuestionName, a)))));
        Assert.Empty(Addresses(Read(Answer(
            DnsAnswers.Alias(DnsAnswers.QuestionName, a), DnsAnswers.Alias(a, b), DnsAnswers.Alias(b, a)))));
        Assert.Empty(Addresses(Read(Answer(DnsAnswers.Alias(DnsAnswers.QuestionName, DnsAnswers.QuestionName)))));
    }

    [Fact]
    public void Records_of_others_count_for_nothing() =>
        Assert.Equal(["192.0.2.1"], Addresses(Read(Answer(
            DnsAnswers.Address(DnsAnswers.Name("evil.test"), "198.51.100.1"),
            DnsAnswers.Address(DnsAnswers.QuestionName, "2001:db8::1"),
            DnsAnswers.Record(DnsAnswers.QuestionName, 1, [198, 51, 100, 2], recordClass: 3),
            DnsAnswers.Record(DnsAnswers.QuestionName, 16, [1, 2, 3]),
            DnsAnswers.Address(DnsAnswers.QuestionName, "192.0.2.1"),
            DnsAnswers.Address(DnsAnswers.Name("GW.EXAMPLE.ORG"), "192.0.2.1")))));

    [Fact]
    public void Records_whose_length_lies_are_refused()
    {
        Assert.False(TryRead(Answer(DnsAnswers.Record(DnsAnswers.QuestionName, 1, [1, 2, 3]))));
        Assert.False(TryRead(Answer(DnsAnswers.Record(DnsAnswers.QuestionName, 1, new byte[16]))));
        Assert.False(TryRead(Answer(DnsAnswers.Record(DnsAnswers.QuestionName, 28, new byte[4]))));
        Assert.False(TryRead(Answer(DnsAnswers.Alias(DnsAnswers.QuestionName, [.. DnsAnswers.Name("a"), 0]))));
        Assert.False(TryRead(Answer(DnsAnswers.Alias(DnsAnswers.QuestionName, [1, (byte)'a']))));
        Assert.False(TryRead(Answer(DnsAnswers.Alias(DnsAnswers.QuestionName, []))));
    }

    [Fact]
    public void Answers_are_bounded()
    {
        byte[][] many = Enumerable.Range(0, 200)
            .Select(i => DnsAnswers.Address(DnsAnswers.QuestionName, $"192.0.2.{i}")).ToArray();
        Assert.Equal(DnsResponse.MaxAnswers, Read(Answer(many)).Answers.Count);
    }

    private static byte[] Answer(params byte[][] records) => DnsAnswers.To(Query.Encode(), DnsAnswers.NoError, records);

    private static bool TryRead(byte[] message) => DnsResponse.TryRead(message, Query, exactCase: true, out _);

    private static DnsResponse Read(byte[] message)
    {
        Assert.True(DnsResponse.TryRead(message, Query, exactCase: true, out DnsResponse? response));
        return response;
    }

    private static IEnumerable<string> Addresses(DnsResponse response) =>
        response.AddressesOf(Gateway, DnsType.A).Select(address => address.ToString());

    private static DnsName Parse(string text) =>
        DnsName.TryParse(text, out DnsName? name) ? name : throw new ArgumentException(text);
}
