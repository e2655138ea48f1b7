using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Sockets;

public sealed class UnixListenerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string SocketPath => _directory["agent.sock"];

    [Fact]
    public void The_file_is_the_owners_alone_even_without_a_umask()
    {
        Tmds.Linux.mode_t before = umask(0);
        using UnixListener listener = UnixListener.Open(SocketPath);
        umask(before);

        FileState file = FileGuard.Inspect(SocketPath);
        Assert.True(file.IsSocket);
        Assert.Equal(Convert.ToInt32("600", 8), file.Mode);
    }

    [Fact]
    public void The_file_goes_with_the_listener()
    {
        UnixListener.Open(SocketPath).Dispose();

        Assert.False(FileGuard.Inspect(SocketPath).Exists);
    }

    [Fact]
    public void Nobody_waiting_is_not_an_error()
    {
        using UnixListener listener = UnixListener.Open(SocketPath);

        Assert.False(listener.TryAccept(out _));
    }

    [Fact]
    public void A_socket_left_by_a_dead_process_is_replaced()
    {
        LeaveStale();
        using UnixListener listener = UnixListener.Open(SocketPath);
        using UnixClient client = UnixClient.Connect(SocketPath, TimeSpan.FromSeconds(5));

        Assert.True(listener.TryAccept(out UnixConnection? connection));
        connection.Dispose();
    }

    [Fact]
    public void A_socket_that_answers_is_left_alone()
    {
        using UnixListener first = UnixListener.Open(SocketPath);

        var refusal = Assert.Throws<LinuxException>(() => UnixListener.Open(SocketPath));
        Assert.Equal(EADDRINUSE, refusal.Errno);
        Assert.Equal("another process answers there", refusal.Detail);
        using UnixClient client = UnixClient.Connect(SocketPath, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_file_that_is_no_socket_is_left_alone()
    {
        _directory.File("agent.sock", "precious");

        var refusal = Assert.Throws<LinuxException>(() => UnixListener.Open(SocketPath));
        Assert.Equal((EADDRINUSE, "it is not a socket"), (refusal.Errno, refusal.Detail));
        Assert.Equal("precious", File.ReadAllText(SocketPath));
    }

    [Fact]
    public void A_successors_socket_is_not_removed_with_ours()
    {
        UnixListener first = UnixListener.Open(SocketPath);
        FileGuard.Remove(SocketPath);
        using UnixListener second = UnixListener.Open(SocketPath);
        first.Dispose();

        Assert.True(FileGuard.Inspect(SocketPath).IsSocket);
    }

    [Fact]
    public void A_path_too_long_is_misuse() =>
        Assert.Throws<ArgumentException>(() => UnixListener.Open(_directory[new string('x', 108)]));

    public void Dispose() => _directory.Dispose();

    private void LeaveStale()
    {
        UnixListener dead = UnixListener.Open(SocketPath);
        File.Move(SocketPath, _directory["aside"]);
        dead.Dispose();
        File.Move(_directory["aside"], SocketPath);
    }
}
