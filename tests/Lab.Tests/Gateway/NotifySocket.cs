using System.Net.Sockets;
using System.Text;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Gateway;

/// <summary>The receiving end of sd_notify(3), by which a daemon says that it is ready.</summary>
public sealed class NotifySocket : IDisposable
{
    private const int PollMicroseconds = 100_000;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public NotifySocket(string path)
    {
        // Of a daemon that ran here before.
        File.Delete(path);
        _socket.Bind(new UnixDomainSocketEndPoint(path));
    }

    /// <exception cref="LabException">The daemon ended, or said nothing in time.</exception>
    public void WaitForReady(BackgroundProcess daemon, TimeSpan timeout)
    {
        var message = new byte[4096];
        var polls = (int)(timeout.TotalMicroseconds / PollMicroseconds);
        for (var i = 0; i < polls && !daemon.HasExited; i++)
        {
            if (!_socket.Poll(PollMicroseconds, SelectMode.SelectRead))
                continue;
            var length = _socket.Receive(message);
            if (Encoding.UTF8.GetString(message, 0, length).Split('\n').Contains("READY=1"))
                return;
        }
        throw new LabException($"not ready: {daemon.CommandLine}\n{daemon.Transcript()}");
    }

    /// <summary>The lines that have come since the last call.</summary>
    public IReadOnlyList<string> Read()
    {
        var lines = new List<string>();
        var message = new byte[4096];
        while (_socket.Poll(0, SelectMode.SelectRead))
            lines.AddRange(Encoding.UTF8.GetString(message, 0, _socket.Receive(message)).Split('\n'));
        return lines;
    }

    public void Dispose() => _socket.Dispose();
}
