using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

public sealed class UnixConnectionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly UnixListener _listener;
    private readonly UnixClient _client;
    private readonly UnixConnection _connection;

    public UnixConnectionTests()
    {
        _listener = UnixListener.Open(_directory["s"]);
        _client = UnixClient.Connect(_directory["s"], TimeSpan.FromMilliseconds(100));
        Assert.True(_listener.TryAccept(out UnixConnection? connection));
        _connection = connection;
    }

    [Fact]
    public void The_peer_is_known_by_process_user_and_group() => Assert.Equal(
        new PeerCredentials(getpid(), geteuid(), getegid()), _connection.Peer);

    [Fact]
    public void A_request_and_its_answer_go_through()
    {
        _client.Write("status"u8);
        _client.FinishWriting();
        var buffer = new byte[64];
        Assert.Equal(IoResult.Done(6), _connection.Read(buffer));
        Assert.Equal(IoResult.Closed, _connection.Read(buffer));

        Assert.Equal(IoResult.Done(9), _connection.Write("connected"u8));
        _connection.Dispose();
        Assert.Equal("connected"u8, _client.ReadToEnd(64));
    }

    [Fact]
    public void Reading_does_not_block() => Assert.Equal(IoResult.WouldBlock, _connection.Read(new byte[8]));

    [Fact]
    public void Writing_stops_when_the_client_does_not_read()
    {
        var chunk = new byte[65536];
        IoResult result;
        do result = _connection.Write(chunk);
        while (result.IsDone);

        Assert.Equal(IoResult.WouldBlock, result);
    }

    [Fact]
    public void Writing_to_a_client_that_left_is_closed()
    {
        _client.Dispose();

        Assert.Equal(IoResult.Closed, _connection.Write([1]));
    }

    [Fact]
    public void A_silent_peer_is_a_time_out() =>
        Assert.Equal(ETIMEDOUT, Assert.Throws<LinuxException>(() => _client.ReadToEnd(64)).Errno);

    [Fact]
    public void An_answer_beyond_the_limit_is_refused()
    {
        _connection.Write(new byte[65]);
        _connection.Dispose();

        Assert.Equal(EFBIG, Assert.Throws<LinuxException>(() => _client.ReadToEnd(64)).Errno);
    }

    [Fact]
    public void Without_a_listener_the_client_says_so()
    {
        string absent = _directory["absent"];

        var refusal = Assert.Throws<LinuxException>(() => UnixClient.Connect(absent, TimeSpan.FromSeconds(1)));
        Assert.Equal($"connect {absent}: No such file or directory (ENOENT)", refusal.Message);
    }

    public void Dispose()
    {
        _connection.Dispose();
        _client.Dispose();
        _listener.Dispose();
        _directory.Dispose();
    }
}
