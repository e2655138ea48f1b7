using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Holdfast.Crypto;

/// <summary>Reads the blocks of a PEM file (RFC 7468) one after the other; only one is in memory. What stands between
/// blocks, and blocks that are damaged, are passed over. Not for secrets.</summary>
internal sealed class PemReader(Stream stream)
{
    private const int LongestLine = 1024;
    private const int LongestBlock = 2 * Certificate.MaxLength; // in base64
    private const int LargestFile = 16 * 1024 * 1024;

    private readonly byte[] _input = new byte[4096];
    private readonly byte[] _line = new byte[LongestLine];
    private readonly ArrayBufferWriter<byte> _block = new(4096);
    private int _start;
    private int _end;
    private int _total;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN "u8;

    private static ReadOnlySpan<byte> End => "-----END "u8;

    private static ReadOnlySpan<byte> Dashes => "-----"u8;

    /// <summary>The next block: its label, such as CERTIFICATE, and its bytes.</summary>
    /// <exception cref="IOException">From the stream.</exception>
    internal bool TryRead(out string label, out ReadOnlySpan<byte> content)
    {
        while (TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (!line.StartsWith(Begin) || !line.EndsWith(Dashes) || line.Length < Begin.Length + Dashes.Length)
                continue;
            label = Encoding.ASCII.GetString(line[Begin.Length..^Dashes.Length]);
            if (TryReadBlock(out content))
                return true;
        }
        label = "";
        content = default;
        return false;
    }

    private bool TryReadBlock(out ReadOnlySpan<byte> content)
    {
        _block.ResetWrittenCount();
        content = default;
        while (TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (line.StartsWith(End))
                return TryDecode(out content);
            if (_block.WrittenCount + line.Length > LongestBlock)
                return false;
            _block.Write(line);
        }
        return false;
    }

    private bool TryDecode(out ReadOnlySpan<byte> content)
    {
        byte[] bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(_block.WrittenCount)];
        bool decoded = Base64.DecodeFromUtf8(_block.WrittenSpan, bytes, out _, out int written) == OperationStatus.Done;
        content = bytes.AsSpan(0, written);
        return decoded && written > 0;
    }

    /// <summary>A line without its end and the blanks before it; one that is too long counts as empty.</summary>
    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        int length = 0;
        bool any = false;
        while (TryReadByte(out byte value))
        {
            any = true;
            if (value == (byte)'\n')
                break;
            if (length < LongestLine)
                _line[length] = value;
            length++;
        }
        line = length > LongestLine ? default : _line.AsSpan(0, length).TrimEnd(" \t\r"u8);
        return any;
    }

    private bool TryReadByte(out byte value)
    {
        if (_start == _end)
        {
            _start = 0;
            _end = _total < LargestFile ? stream.Read(_input) : 0;
            _total += _end;
        }
        value = _start < _end ? _input[_start++] : (byte)0;
        return _end > 0;
    }
}
