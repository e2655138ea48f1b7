using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Lab.Network;

/// <summary>Answers every request over plain HTTP alike, as the login page of a hotel's network does.</summary>
public sealed class LoginPage : IDisposable
{
    private const int PollMicroseconds = 50_000, Backlog = 16;

    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile bool _isRunning = true;
    private volatile string _answer;
    private int _asked;

    /// <param name="answer">Status line and fields.</param>
    public LoginPage(NetworkNamespace network, IPEndPoint at, string answer)
    {
        _answer = answer;
        _socket = SocketFactory.Tcp(network, AddressFamily.InterNetwork);
        _socket.Bind(at);
        _socket.Listen(Backlog);
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>How many requests came.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public string Answer
    {
        set => _answer = value;
    }

    public void Dispose()
    {
        _isRunning = false;
        _thread.Join();
        _socket.Dispose();
    }

    private void Serve()
    {
        while (_isRunning)
        {
            try
            {
                if (_socket.Poll(PollMicroseconds, SelectMode.SelectRead))
                    Serve(_socket.Accept());
            }
            catch (SocketException)
            {
                // Whoever asked is gone.
            }
        }
    }

    private void Serve(Socket client)
    {
        using var own = client;
        client.ReceiveTimeout = 2000;
        if (client.Receive(new byte[4096]) == 0)
            return;
        Interlocked.Increment(ref _asked);
        client.Send(Encoding.ASCII.GetBytes($"{_answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        client.Shutdown(SocketShutdown.Both);
    }
}
