using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>Answers every HTTP request with the same bytes, on port 8080 of a network.</summary>
public sealed class WebServer : IDisposable
{
    public const int Port = 8080;

    private readonly Socket _listener;
    private readonly Thread _thread;
    private readonly byte[]? _body;
    private readonly List<Socket> _open = [];
    private int _requests;

    /// <param name="body">null: the answer never ends.</param>
    public WebServer(NetworkNamespace network, byte[]? body)
    {
        _body = body;
        _listener = SocketFactory.Tcp(network, AddressFamily.InterNetwork);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Any, Port));
        _listener.Listen();
        _thread = new Thread(Serve);
        _thread.Start();
    }

    public int Requests => Volatile.Read(ref _requests);

    public static string Url(string host) => $"http://{host}:{Port}/list.crl";

    public void Dispose()
    {
        _listener.Dispose();
        _thread.Join();
        foreach (Socket socket in _open)
            socket.Dispose();
    }

    private void Serve()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                Socket socket = _listener.Accept();
                socket.Receive(buffer);
                Interlocked.Increment(ref _requests);
                socket.Send(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {_body?.Length ?? 1000}\r\n\r\n"));
                if (_body is null)
                {
                    _open.Add(socket);
                    continue;
                }

                socket.Send(_body);
                socket.Dispose();
            }
        }
        catch (SocketException)
        {
            // The end.
        }
    }
}
