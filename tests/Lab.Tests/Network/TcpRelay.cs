using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Network;

/// <summary>
/// Makes a gateway that knows only UDP one of RFC 9329: takes TCP connections on its machine, checks the prefix and the lengths of the
/// stream, and passes each message on to the gateway's UDP port 4500, from a port of its own for each connection, and back.
/// </summary>
public sealed class TcpRelay : IDisposable
{
    private static readonly byte[] Prefix = "IKETCP"u8.ToArray();

    private readonly NetworkNamespace _gateway;
    private readonly Socket _listener;
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly ConcurrentQueue<string> _faults = new();
    private int _connections, _messages;

    private TcpRelay(NetworkNamespace gateway, int port)
    {
        _gateway = gateway;
        _listener = SocketFactory.Tcp(gateway, AddressFamily.InterNetwork);
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(new IPEndPoint(IPAddress.Any, port));
        _listener.Listen();
        Run(Accept);
    }

    /// <summary>Accepted so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>That came of the agent's.</summary>
    public int Messages => Volatile.Read(ref _messages);

    /// <summary>What was not as the RFC has it.</summary>
    public IReadOnlyList<string> Faults => [.. _faults];

    public static TcpRelay Start(NetworkNamespace gateway, int port = 4500) => new(gateway, port);

    /// <summary>Ends every connection that stands; others are taken again.</summary>
    public void Cut()
    {
        foreach (var socket in _sockets)
            socket.Dispose();
    }

    public void Dispose()
    {
        _listener.Dispose();
        Cut();
    }

    private static void Run(Action work) => new Thread(() =>
    {
        try
        {
            work();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The end of a connection, or of the relay.
        }
    }) { IsBackground = true }.Start();

    private void Accept()
    {
        while (true)
        {
            var stream = _listener.Accept();
            stream.NoDelay = true;
            Interlocked.Increment(ref _connections);
            var udp = SocketFactory.Udp(_gateway, AddressFamily.InterNetwork);
            udp.Connect(new IPEndPoint(IPAddress.Parse(Addresses.Gateway), 4500));
            _sockets.Add(stream);
            _sockets.Add(udp);
            Run(() => Forward(stream, udp));
            Run(() => Back(stream, udp));
        }
    }

    private void Forward(Socket stream, Socket udp)
    {
        var buffer = new byte[65_536];
        if (!TryRead(stream, buffer.AsSpan(0, Prefix.Length)))
            return;
        if (!buffer.AsSpan(0, Prefix.Length).SequenceEqual(Prefix))
            _faults.Enqueue($"prefix {Convert.ToHexString(buffer.AsSpan(0, Prefix.Length))}");
        while (TryRead(stream, buffer.AsSpan(0, 2)))
        {
            var length = ((buffer[0] << 8) | buffer[1]) - 2;
            if (length < 4)
            {
                _faults.Enqueue($"a message of {length} bytes");
                break;
            }

            if (!TryRead(stream, buffer.AsSpan(0, length)))
                break;
            Interlocked.Increment(ref _messages);
            try
            {
                udp.Send(buffer.AsSpan(0, length));
            }
            catch (SocketException)
            {
                // The gateway is away; so is the datagram.
            }
        }

        stream.Dispose();
        udp.Dispose();
    }

    private static void Back(Socket stream, Socket udp)
    {
        var buffer = new byte[65_538];
        while (true)
        {
            int length;
            try
            {
                length = udp.Receive(buffer.AsSpan(2)) + 2;
            }
            catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
            {
                continue;
            }

            (buffer[0], buffer[1]) = ((byte)(length >> 8), (byte)length);
            for (var sent = 0; sent < length;)
                sent += stream.Send(buffer.AsSpan(sent, length - sent));
        }
    }

    private static bool TryRead(Socket stream, Span<byte> whole)
    {
        while (!whole.IsEmpty)
        {
            var read = stream.Receive(whole);
            if (read == 0)
                return false;
            whole = whole[read..];
        }

        return true;
    }
}
