using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Faults;

/// <summary>A name server (RFC 1035) that has one IPv4 address for every name, for a second, and no IPv6 address.</summary>
public sealed class NameServer : IDisposable
{
    private const int Port = 53, HeaderSize = 12, PollMicroseconds = 50_000;
    private const ushort ResponseWithoutError = 0x8580, Pointer = 0xc00c, TypeA = 1, ClassIn = 1;

    private readonly Socket _socket;
    private readonly Thread _thread;
    private volatile bool _isRunning = true;
    private volatile IPAddress _answer;

    public NameServer(NetworkNamespace network, IPAddress own, IPAddress answer)
    {
        _answer = answer;
        _socket = SocketFactory.Udp(network, AddressFamily.InterNetwork);
        _socket.Bind(new IPEndPoint(own, Port));
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    public IPAddress Answer
    {
        set => _answer = value;
    }

    public void Dispose()
    {
        _isRunning = false;
        _thread.Join();
        _socket.Dispose();
    }

    /// <summary>The response to a query with one question; what follows the question is dropped.</summary>
    internal static byte[] Respond(ReadOnlySpan<byte> query, IPAddress answer)
    {
        var end = HeaderSize;
        while (query[end] != 0)
            end += query[end] + 1;
        end += 5;
        var isA = BinaryPrimitives.ReadUInt16BigEndian(query[(end - 4)..]) == TypeA;
        byte[] counts = [0, 1, 0, (byte)(isA ? 1 : 0), 0, 0, 0, 0];
        byte[] record = [.. Word(Pointer), .. Word(TypeA), .. Word(ClassIn), 0, 0, 0, 1, 0, 4, .. answer.GetAddressBytes()];
        return [.. query[..2], .. Word(ResponseWithoutError), .. counts, .. query[HeaderSize..end], .. isA ? record : []];
    }

    private static byte[] Word(ushort value) => [(byte)(value >> 8), (byte)value];

    private void Serve()
    {
        var query = new byte[512];
        while (_isRunning)
        {
            try
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                if (!_socket.Poll(PollMicroseconds, SelectMode.SelectRead))
                    continue;
                var length = _socket.ReceiveFrom(query, ref from);
                _socket.SendTo(Respond(query.AsSpan(0, length), _answer), from);
            }
            catch (Exception error) when (error is SocketException or IndexOutOfRangeException or ArgumentOutOfRangeException)
            {
                // Whoever asked is gone, or it was no query.
            }
        }
    }
}
