using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>
/// A gateway that answers IKE_SA_INIT with REDIRECT (RFC 5685 section 3) and knows nothing else, as strongSwan has none that does.
/// </summary>
public sealed class Redirector : IDisposable
{
    private const int IkePort = 500, HeaderLength = 28, InitExchange = 34, NotifyPayload = 41, NoncePayload = 40;

    private readonly Socket _socket;
    private readonly byte[] _target;
    private readonly Thread _thread;
    private int _asked;
    private int _others;

    public Redirector(NetworkNamespace network, string address, string target)
    {
        _target = IPAddress.Parse(target).GetAddressBytes();
        _socket = SocketFactory.Udp(network, AddressFamily.InterNetwork);
        _socket.Bind(new IPEndPoint(IPAddress.Parse(address), IkePort));
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Requests that announced redirects.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>Requests that did not, and got no answer.</summary>
    public int Others => Volatile.Read(ref _others);

    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
    }

    private void Serve()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                EndPoint client = new IPEndPoint(IPAddress.Any, 0);
                int length = _socket.ReceiveFrom(buffer, ref client);
                ReadOnlySpan<byte> request = buffer.AsSpan(0, length);
                if (length < HeaderLength || request[18] != InitExchange)
                    continue;
                bool asks = Announces(request);
                Interlocked.Increment(ref asks ? ref _asked : ref _others);
                if (!asks)
                    continue;
                _socket.SendTo(Answer(request), client);
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private byte[] Answer(ReadOnlySpan<byte> request)
    {
        byte[] data = [1, (byte)_target.Length, .. _target, .. Find(request, NoncePayload, _ => true)];
        byte[] answer =
        [
            .. request[..8], .. new byte[8], NotifyPayload, 0x20, InitExchange, 0x20, .. new byte[8],
            0, 0, 0, (byte)(8 + data.Length), 0, 0, 0x40, 0x17, .. data,
        ];
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(24), (uint)answer.Length);
        return answer;
    }

    /// <summary>REDIRECT_SUPPORTED or REDIRECTED_FROM.</summary>
    private static bool Announces(ReadOnlySpan<byte> request) =>
        Find(request, NotifyPayload, body => body.Length >= 4 && body[2] == 0x40 && body[3] is 0x16 or 0x18).Length > 0;

    private static byte[] Find(ReadOnlySpan<byte> message, int type, Predicate<byte[]> fits)
    {
        int next = message[16];
        for (int at = HeaderLength; next != 0 && at + 4 <= message.Length;)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
            if (length < 4 || at + length > message.Length)
                break;
            byte[] body = message.Slice(at + 4, length - 4).ToArray();
            if (next == type && fits(body))
                return body;
            next = message[at];
            at += length;
        }

        return [];
    }
}
