using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tools;

/// <summary>
/// Datagrams that the site sends without a pause, refused or not, each with a mark in clear text: where a capture outside of
/// the tunnel has the mark, something escaped. Many a destination at once.
/// </summary>
public sealed class Escapes : IDisposable
{
    private const int Port = 7010;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1), Patience = TimeSpan.FromSeconds(10);

    private readonly string _mark = $"in-clear-{Guid.NewGuid():N}";
    private readonly List<(Socket Socket, IPEndPoint To)> _ways = [];
    private readonly Thread _thread;
    private volatile bool _isSending = true;
    private long _sent, _refused;

    public Escapes(NetworkNamespace from, params IReadOnlyList<string> addresses)
    {
        foreach (var address in addresses.Select(IPAddress.Parse))
            _ways.Add((SocketFactory.Udp(from, address.AddressFamily), new IPEndPoint(address, Port)));
        _thread = new Thread(Send) { IsBackground = true };
        _thread.Start();
        WaitForMore();
    }

    /// <summary>Datagrams that the kernel took, and those that it refused at once.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Returns when every destination was tried a few times more.</summary>
    public void WaitForMore()
    {
        var goal = Sent + Refused + (5 * _ways.Count);
        Wait.Until("more datagrams are tried", () => Sent + Refused > goal, Patience);
    }

    /// <summary>How many of them a capture has in clear.</summary>
    public int CountIn(string capture)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(capture), mark = Encoding.ASCII.GetBytes(_mark);
        var count = 0;
        for (int at; (at = rest.IndexOf(mark)) >= 0; rest = rest[(at + mark.Length)..])
            count++;
        return count;
    }

    public void Dispose()
    {
        _isSending = false;
        _thread.Join();
        foreach (var (socket, _) in _ways)
            socket.Dispose();
    }

    private void Send()
    {
        var payload = Encoding.ASCII.GetBytes(_mark);
        while (_isSending)
        {
            foreach (var (socket, to) in _ways)
            {
                try
                {
                    socket.SendTo(payload, to);
                    Interlocked.Increment(ref _sent);
                }
                catch (SocketException)
                {
                    Interlocked.Increment(ref _refused);
                }
            }
            Thread.Sleep(Pause);
        }
    }
}
