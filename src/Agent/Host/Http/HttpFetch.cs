using System.Text;
using Holdfast.Host.Dns;
using Holdfast.Host.Loop;
using Holdfast.Host.Session;
using Holdfast.Platform;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Host.Http;

/// <summary>What is asked for: GET without a body, else POST.</summary>
/// <param name="MostBytes">Of the answer.</param>
public sealed record HttpRequest(HttpUrl Url, byte[] Body, string ContentType, int MostBytes)
{
    public byte[] ToBytes()
    {
        string head = $"{(Body.Length == 0 ? "GET" : "POST")} {Url.Target} HTTP/1.1\r\nHost: {Url.Authority}\r\n"
            + "Connection: close\r\nAccept-Encoding: identity\r\nUser-Agent: holdfast\r\n";
        if (Body.Length > 0)
            head += $"Content-Type: {ContentType}\r\nContent-Length: {Body.Length}\r\n";
        return [.. Encoding.ASCII.GetBytes(head + "\r\n"), .. Body];
    }
}

/// <summary>One request to one server, bounded in time and size: what certificates point at is public, and read over plain HTTP.</summary>
/// <remarks>Past the tunnel, as names are looked up: it is asked before there is one.</remarks>
public sealed class HttpFetch : ITimed, IDisposable
{
    private readonly HostContext _host;
    private readonly HttpRequest _request;
    private readonly Action<HttpFetch> _done;
    private readonly NameLookup _lookup;
    private readonly HttpReader _reader;
    private readonly byte[] _buffer = new byte[4096];
    private readonly Queue<IpAddress> _addresses = new();
    private ReadOnlyMemory<byte> _unsent;
    private TcpStream? _stream;

    /// <param name="done">Called once, unless disposed before: <see cref="Body"/> or <see cref="Problem"/> is set then.</param>
    public HttpFetch(HostContext host, HttpRequest request, TimeSpan limit, Action<HttpFetch> done)
    {
        (_host, _request, _done) = (host, request, done);
        _reader = new HttpReader(request.MostBytes);
        _lookup = new NameLookup(host, HandleName);
        NextDeadline = host.Loop.Now + limit;
    }

    public Instant NextDeadline { get; }

    public byte[]? Body { get; private set; }

    public string? Problem { get; private set; }

    /// <summary>What the server answered with, whatever became of the rest; 0: nothing.</summary>
    public int Status => _reader.Status;

    public void Start()
    {
        _host.Loop.Add(this);
        _lookup.Start(_request.Url.Host);
    }

    public void HandleTimeout(Instant now) => Finish("no answer in time");

    public void Dispose()
    {
        _host.Loop.Remove(this);
        _lookup.Dispose();
        CloseStream();
    }

    private void HandleName(DnsAction action)
    {
        if (action is NameResolved found)
        {
            foreach (IpAddress address in found.Addresses)
                _addresses.Enqueue(address);
            TryNext("no address");
        }
        else
        {
            Finish(action is NameFailed failed ? failed.Message : "the name can't be looked up");
        }
    }

    private void TryNext(string problem)
    {
        CloseStream();
        if (!_addresses.TryDequeue(out IpAddress address))
        {
            Finish(problem);
            return;
        }

        try
        {
            _stream = TcpStream.Connect(new Endpoint(address.ToIPAddress(), _request.Url.Port), _host.Config.FwMark, _host.Path.IsKernel);
            _unsent = _request.ToBytes();
            _host.Loop.Add(_stream.Fd, PollEvents.Writable, _ => Send());
        }
        catch (LinuxException failure)
        {
            TryNext(failure.Message);
        }
    }

    private void Send()
    {
        IoResult result = _stream!.Write(_unsent.Span);
        if (result.Status == IoStatus.WouldBlock)
            return;
        if (!result.IsDone)
        {
            TryNext($"no connection to {_request.Url.Authority}");
            return;
        }

        _unsent = _unsent[result.Length..];
        if (!_unsent.IsEmpty)
            return;
        _host.Loop.Remove(_stream.Fd);
        _host.Loop.Add(_stream.Fd, PollEvents.Readable, _ => Receive());
    }

    private void Receive()
    {
        IoResult result = _stream!.Read(_buffer);
        if (result.Status == IoStatus.WouldBlock)
            return;
        if (result.IsDone)
            _reader.Append(_buffer.AsSpan(0, result.Length));
        if (result.Status == IoStatus.Closed)
            _reader.End();
        if (_reader.IsOver || result.Status == IoStatus.Failed)
            Finish(_reader.IsComplete ? null : _reader.Problem ?? "the connection broke");
    }

    private void Finish(string? problem)
    {
        Dispose();
        (Body, Problem) = problem is null ? (_reader.Body, null) : ((byte[]?)null, problem);
        _done(this);
    }

    private void CloseStream()
    {
        if (_stream is null)
            return;
        _host.Loop.Remove(_stream.Fd);
        _stream.Dispose();
        _stream = null;
    }
}
