using System.Text;
using Holdfast.Host.Http;
using Xunit;

namespace Holdfast.Tests.Host.Http;

public sealed class HttpReaderTests
{
    private const int Most = 64;

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello")]
    [InlineData("HTTP/1.0 200\r\ncontent-length:0\r\n\r\n", "")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello and more", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n", "hello")]
    public void A_whole_answer_is_complete_however_it_is_cut(string text, string body)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int piece = 1; piece <= bytes.Length; piece++)
        {
            HttpReader reader = new(Most);
            foreach (byte[] part in bytes.Chunk(piece))
                reader.Append(part);
            Assert.Null(reader.Problem);
            Assert.True(reader.IsComplete);
            Assert.Equal(body, Encoding.ASCII.GetString(reader.Body));
        }
    }

    [Fact]
    public void Without_a_length_the_end_of_the_stream_ends_it()
    {
        HttpReader reader = new(Most);
        reader.Append("HTTP/1.1 200 OK\r\n\r\nhello"u8);
        Assert.False(reader.IsOver);
        reader.End();

        Assert.True(reader.IsComplete);
        Assert.Equal("hello"u8.ToArray(), reader.Body);
    }

    [Theory]
    [InlineData("SSH-2.0-x\r\n", "not HTTP")]
    [InlineData("HTTP/1.1 404 Not Found\r\n", "404")]
    [InlineData("HTTP/1.1 301 Moved\r\nLocation: http://elsewhere/\r\n\r\n", "301")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 65\r\n\r\n", "more than 64")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "length")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "encoding")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", "chunk")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n", "chunk")]
    public void What_is_of_no_use_says_why(string text, string why)
    {
        HttpReader reader = new(Most);
        reader.Append(Encoding.ASCII.GetBytes(text));

        Assert.Contains(why, reader.Problem, StringComparison.Ordinal);
        Assert.False(reader.IsComplete);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", 200)]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://portal/\r\n\r\n", 302)]
    [InlineData("HTTP/1.1 2x0 OK\r\n", 0)]
    [InlineData("HTTP/1.1 2000 OK\r\n", 0)]
    [InlineData("HTTP/1.1 20", 0)]
    [InlineData("SSH-2.0 200 x\r\n", 0)]
    public void The_status_is_known_whatever_the_rest_is_worth(string text, int status)
    {
        HttpReader reader = new(Most);
        reader.Append(Encoding.ASCII.GetBytes(text));

        Assert.Equal(status, reader.Status);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-")]
    [InlineData("")]
    public void What_is_cut_off_is_no_answer(string text)
    {
        HttpReader reader = new(Most);
        reader.Append(Encoding.ASCII.GetBytes(text));
        reader.End();

        Assert.NotNull(reader.Problem);
        Assert.False(reader.IsComplete);
    }

    [Fact]
    public void What_never_ends_is_given_up()
    {
        foreach (string start in new[] { "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0000" })
        {
            HttpReader reader = new(Most);
            reader.Append(Encoding.ASCII.GetBytes(start));
            for (int i = 0; i < 20_000 && !reader.IsOver; i++)
                reader.Append("0"u8);
            Assert.NotNull(reader.Problem);
        }
    }
}
