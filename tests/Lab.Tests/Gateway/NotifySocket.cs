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
        var polls = (int)(timeout.TotalMicroseconds / PollMicroseconds);
        for (var i = 0; i < polls && !daemon.HasExited; i++)
        {
            if (TryReceive(TimeSpan.FromMicroseconds(PollMicroseconds), out var lines) && lines.Contains("READY=1"))
                return;
        }
        throw new LabException($"not ready: {daemon.CommandLine}\n{daemon.Transcript()}");
    }

    /// <summary>The lines of the next message; false: none came in time.</summary>
    public bool TryReceive(TimeSpan timeout, out IReadOnlyList<string> lines)
    {
        lines = [];
        if (!_socket.Poll(timeout, SelectMode.SelectRead))
            return false;
        var message = new byte[4096];
        lines = Encoding.UTF8.GetString(message, 0, _socket.Receive(message)).Split('\n');
        return true;
    }

    /// <summary>The first line that begins so, in the messages that come; those before are dropped.</summary>
    /// <exception cref="LabException">None came in time.</exception>
    public string WaitFor(string start, TimeSpan timeout)
    {
        while (TryReceive(timeout, out var lines))
        {
            if (lines.FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } found)
                return found;
        }
        throw new LabException($"no {start} from the agent, and nothing at all for {timeout.TotalSeconds} s");
    }

    /// <summary>Drops what waits.</summary>
    public void Forget() => Read();

    /// <summary>The lines that have come since the last call.</summary>
    public IReadOnlyList<string> Read()
    {
        var lines = new List<string>();
        while (TryReceive(TimeSpan.Zero, out var more))
            lines.AddRange(more);
        return lines;
    }

    public void Dispose() => _socket.Dispose();
}
