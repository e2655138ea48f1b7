using System.Text;
using Holdfast.Supervision;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Supervision;

/// <summary>A file that a power cut, a worn flash or a stranger has had in hand.</summary>
public sealed class HistoryDecodeTests
{
    private const string Good = "1800000000\t1500\tlost\tmain\twhy\n";

    [Fact]
    public void A_file_that_ends_anywhere_has_its_whole_lines()
    {
        string whole = Encode(20);
        for (int length = 0; length <= whole.Length; length++)
        {
            string part = whole[..length];
            string read = History.Decode(part).Encode();

            Assert.Equal(part[..(part.LastIndexOf('\n') + 1)], read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("1800000000\t1500\tlost\tmain\n")]
    [InlineData("1800000000\t1500\tlost\tmain\twhy\tmore\n")]
    [InlineData("-1\t1500\tlost\tmain\twhy\n")]
    [InlineData("1800000000\t-1\tlost\tmain\twhy\n")]
    [InlineData("4294967296\t1500\tlost\tmain\twhy\n")]
    [InlineData("1800000000\t9223372036855\tlost\tmain\twhy\n")]
    [InlineData("99999999999999999999\t1500\tlost\tmain\twhy\n")]
    [InlineData("1800000000\t99999999999999999999\tlost\tmain\twhy\n")]
    [InlineData(" 1800000000\t1500\tlost\tmain\twhy\n")]
    [InlineData("1800000000\t1,500\tlost\tmain\twhy\n")]
    [InlineData("1800000000\t1500\t4\tmain\twhy\n")]
    [InlineData("1800000000\t1500\tteleported\tmain\twhy\n")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData("\0\0\0\0\0\0\0\0\n")]
    public void What_is_no_event_is_left_out_and_what_is_around_it_is_read(string line)
    {
        History read = History.Decode(Good + line + (line.EndsWith('\n') || line.Length == 0 ? Good : ""));

        Assert.Equal(line.EndsWith('\n') || line.Length == 0 ? Good + Good : Good, read.Encode());
    }

    [Fact]
    public void Of_a_file_with_more_the_newest_are_kept()
    {
        History read = History.Decode(Encode(90) + Encode(90));

        Assert.Equal(100, read.Events.Count);
        Assert.Equal("cause 89", read.Last!.Cause);
    }

    [Fact]
    public void A_strangers_hand_in_the_file_shows_as_question_marks()
    {
        History read = History.Decode($"0\t0\tlost\tm\u001b[1m\t\u001b]0;x\u0007{new string('y', 5000)}\n");

        Assert.Equal("m?[1m", read.Last!.Connection);
        Assert.Equal(160, read.Last.Cause.Length);
        Assert.DoesNotContain(read.Encode(), c => c is < ' ' and not ('\t' or '\n'));
    }

    [Fact]
    public void Ten_thousand_files_with_bits_turned_do_no_harm()
    {
        Random random = new(6);
        byte[] whole = Encoding.ASCII.GetBytes(Encode(20));
        for (int i = 0; i < 10_000; i++)
        {
            byte[] turned = [.. whole[..random.Next(whole.Length)]];
            for (int bits = random.Next(20); bits > 0 && turned.Length > 0; bits--)
                turned[random.Next(turned.Length)] ^= (byte)(1 << random.Next(8));
            History read = History.Decode(Encoding.ASCII.GetString(turned));

            Assert.InRange(read.Events.Count, 0, 40);
            Assert.Equal(read.Encode(), History.Decode(read.Encode()).Encode());
        }
    }

    private static string Encode(int count)
    {
        History history = new();
        for (int i = 0; i < count; i++)
            history.Add(new HistoryEvent((HistoryKind)(i % HistoryWords.Count), i % 3 == 0 ? "" : "main", $"cause {i}", 1_800_000_000 + i, new Instant(i * 1_000_000_000L)));
        return history.Encode();
    }
}
