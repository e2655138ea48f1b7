using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Holdfast.Host.Http;

/// <summary>
/// The one response of an HTTP/1.1 server that was asked to close behind it (RFC 9112): by length, in chunks, or to the end of the
/// stream. Takes what comes piece by piece; bounded in all.
/// </summary>
public sealed class HttpReader(int mostBytes)
{
    private const int MostHeaderBytes = 16 * 1024;
    private const int Fine = 200;

    private readonly MemoryStream _body = new();
    private readonly List<byte> _line = [];
    private Action<byte> _take = null!;
    private int _headerBytes;
    private long _left;
    private bool _isChunked;
    private bool _hasLength;

    /// <summary>Why the response is of no use; null so far.</summary>
    public string? Problem { get; private set; }

    public bool IsComplete { get; private set; }

    /// <summary>The status code; 0: there was none.</summary>
    public int Status { get; private set; }

    public bool IsOver => IsComplete || Problem is not null;

    public byte[] Body => _body.ToArray();

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _take ??= TakeStatus;
        for (int i = 0; i < bytes.Length && !IsOver; i++)
            _take(bytes[i]);
    }

    /// <summary>The server has closed the stream.</summary>
    public void End()
    {
        bool isToEnd = _take == TakeBody && !_isChunked && !_hasLength;
        if (!IsOver && isToEnd)
            IsComplete = true;
        else if (!IsOver)
            Problem = "the answer is cut off";
    }

    private void TakeStatus(byte b)
    {
        if (!TryTakeLine(b, out string line))
            return;
        string[] words = line.Split(' ', 3);
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal))
            Problem = "the answer is not HTTP";
        else if (words[1].Length == 3 && words[1].All(char.IsAsciiDigit))
            Status = int.Parse(words[1], CultureInfo.InvariantCulture);
        if (Problem is null && Status != Fine)
            Problem = $"HTTP status {(Status == 0 ? "?" : words[1])}";
        _take = TakeHeader;
    }

    private void TakeHeader(byte b)
    {
        if (!TryTakeLine(b, out string line))
            return;
        if (line.Length == 0)
        {
            BeginBody();
            return;
        }

        int colon = line.IndexOf(':');
        string name = colon < 0 ? "" : line[..colon];
        string value = line[(colon + 1)..].Trim();
        if (name.Equals("transfer-encoding", StringComparison.OrdinalIgnoreCase))
            _isChunked = value.Equals("chunked", StringComparison.OrdinalIgnoreCase) || Fail("an encoding that is not known here");
        if (name.Equals("content-length", StringComparison.OrdinalIgnoreCase))
            _hasLength = long.TryParse(value, out _left) && _left >= 0 || Fail("a length that is none");
    }

    private void BeginBody()
    {
        _take = _isChunked ? TakeChunkSize : TakeBody;
        if (_isChunked || !_hasLength)
            return;
        if (_left > mostBytes)
            Problem = $"more than {mostBytes} bytes";
        IsComplete = _left == 0;
    }

    private void TakeBody(byte b)
    {
        if (!TryAdd(b) || !_hasLength)
            return;
        IsComplete = --_left == 0;
    }

    private void TakeChunkSize(byte b)
    {
        if (!TryTakeLine(b, out string line))
            return;
        if (!Utf8Parser.TryParse(Encoding.ASCII.GetBytes(line), out uint size, out int digits, 'x') || (digits < line.Length && line[digits] is not (';' or ' ')))
        {
            Problem = "a chunk without a size";
            return;
        }

        _left = size;
        IsComplete = size == 0;
        _take = TakeChunk;
    }

    private void TakeChunk(byte b)
    {
        if (TryAdd(b) && --_left == 0)
            _take = TakeChunkEnd;
    }

    private void TakeChunkEnd(byte b)
    {
        if (TryTakeLine(b, out _))
            _take = TakeChunkSize;
    }

    private bool TryAdd(byte b)
    {
        if (_body.Length == mostBytes)
            return Fail($"more than {mostBytes} bytes");
        _body.WriteByte(b);
        return true;
    }

    private bool TryTakeLine(byte b, out string line)
    {
        line = "";
        if (++_headerBytes > MostHeaderBytes)
            return Fail("headers without an end");
        if (b != '\n')
        {
            _line.Add(b);
            return false;
        }

        line = Encoding.Latin1.GetString(_line is [.., (byte)'\r'] ? _line.ToArray().AsSpan(0, _line.Count - 1) : _line.ToArray());
        _line.Clear();
        return true;
    }

    private bool Fail(string problem)
    {
        Problem ??= problem;
        return false;
    }
}
