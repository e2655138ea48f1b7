using System.Text;
using Holdfast.Config;
using Holdfast.Host.Loop;
using Holdfast.Platform;
using Holdfast.Time;

namespace Holdfast.Host.Control;

/// <summary>
/// The unix socket behind <c>holdfast status</c>, <c>history</c>, <c>down</c>, <c>up</c>, <c>reload</c>, <c>apply</c> and <c>confirm</c>: one line in, one answer out, then closed. Only root may
/// open it; what a client sends is bounded, and one that dawdles is dropped.
/// </summary>
public sealed class ControlServer : IDisposable
{
    public const string SocketName = "control.sock";
    public const string StatusJsonCommand = "status-json";
    public const string StatusTextCommand = "status";

    /// <summary>Begins an answer that is not what was asked for.</summary>
    public const string ErrorPrefix = "error: ";

    private const int MaximumClients = 8;

    private readonly EventLoop _loop;
    private readonly StatusReporter _reporter;
    private readonly ConnectionSwitch _switch;
    private readonly HistoryFile _history;
    private readonly UnixListener _listener;
    private readonly AcceptPause _pause;
    private readonly List<Client> _clients = [];

    public ControlServer(EventLoop loop, string runDirectory, StatusReporter reporter, ConnectionSwitch connections, HistoryFile history, Log log)
    {
        (_loop, _reporter, _switch, _history) = (loop, reporter, connections, history);
        _listener = UnixListener.Open(Path.Combine(runDirectory, SocketName));
        _pause = new AcceptPause(loop, _listener.Fd, log);
        _loop.Add(_listener.Fd, PollEvents.Readable, _ => Accept());
        _loop.Add(_pause);
    }

    /// <summary>Answers commands about the configuration, with what follows the command; null: it is none.</summary>
    public Func<string, string?, string?>? Configuration { get; set; }

    public void Dispose()
    {
        foreach (Client client in _clients.ToList())
            client.Dispose();
        _loop.Remove(_pause);
        _loop.Remove(_listener.Fd);
        _listener.Dispose();
    }

    private void Accept()
    {
        try
        {
            while (_listener.TryAccept(out UnixConnection? connection))
            {
                if (_clients.Count < MaximumClients)
                    _clients.Add(new Client(this, connection));
                else
                    connection.Dispose();
            }
        }
        catch (LinuxException failure)
        {
            _pause.Begin(failure);
        }
    }

    /// <param name="line">The command, and behind a space the connection that it is about.</param>
    private string Answer(string line)
    {
        string[] words = line.Split(' ', 2);
        string? name = words.Length > 1 ? words[1] : null;
        string? answer = words[0] switch
        {
            ConnectionSwitch.DownCommand => _switch.Turn(isUp: false, name),
            ConnectionSwitch.UpCommand => _switch.Turn(isUp: true, name),
            StatusJsonCommand or StatusTextCommand => Report(words[0], name),
            HistoryText.TextCommand => HistoryText.Write(_history.History),
            HistoryText.JsonCommand => HistoryText.Json(_history.History),
            _ => Configuration?.Invoke(words[0], name) ?? ErrorPrefix + "unknown command\n",
        };
        return answer
            ?? $"{ErrorPrefix}no connection {InputText.Quote(name!)}; there are: {string.Join(", ", _reporter.Names)}\n";
    }

    private string? Report(string command, string? name)
    {
        if (_reporter.Report(name) is not { } report)
            return null;
        return command == StatusJsonCommand
            ? StatusJson.Write(report) + "\n"
            : StatusText.Write(report);
    }

    private sealed class Client : ITimed, IDisposable
    {
        private const int MaximumCommand = 4096 + 64; // with a path
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

        private readonly ControlServer _server;
        private readonly UnixConnection _connection;
        private readonly byte[] _command = new byte[MaximumCommand];
        private int _received;
        private ReadOnlyMemory<byte> _answer;

        public Client(ControlServer server, UnixConnection connection)
        {
            (_server, _connection) = (server, connection);
            NextDeadline = server._loop.Now + Patience;
            server._loop.Add(connection.Fd, PollEvents.Readable, _ => Read());
            server._loop.Add(this);
        }

        public Instant NextDeadline { get; }

        public void HandleTimeout(Instant now) => Dispose();

        public void Dispose()
        {
            if (!_server._clients.Remove(this))
                return;
            _server._loop.Remove(this);
            _server._loop.Remove(_connection.Fd);
            _connection.Dispose();
        }

        private void Read()
        {
            if (!_answer.IsEmpty)
            {
                Write();
                return;
            }

            IoResult result = _connection.Read(_command.AsSpan(_received));
            if (result.Status == IoStatus.WouldBlock)
                return;
            _received += result.Length;
            int end = _command.AsSpan(0, _received).IndexOf((byte)'\n');
            if (end >= 0)
                Begin(Encoding.UTF8.GetString(_command, 0, end));
            else if (!result.IsDone || _received == MaximumCommand)
                Dispose();
        }

        private void Begin(string command)
        {
            _answer = Encoding.UTF8.GetBytes(_server.Answer(command));
            _server._loop.Modify(_connection.Fd, PollEvents.Writable);
            Write();
        }

        private void Write()
        {
            IoResult result = _connection.Write(_answer.Span);
            if (result.Status == IoStatus.WouldBlock)
                return;
            _answer = _answer[result.Length..];
            if (!result.IsDone || _answer.IsEmpty)
                Dispose();
        }
    }
}
