using System.Text;
using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Standard error, which no reader can hold up for ever: a pipe that nobody empties must not stop the program. What does not fit
/// is left out, and counted.
/// </summary>
public sealed unsafe class StandardError : TextWriter
{
    // While poll(2) says that a pipe is writable, this much goes into it at once (PIPE_BUF of limits.h).
    private const int Chunk = 4096;

    private const int Patience = 100; // milliseconds, for a reader that is only slow

    private readonly int _fd;
    private long _lost;

    public StandardError()
        : this(STDERR_FILENO)
    {
    }

    internal StandardError(int fd) => _fd = fd;

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>
    /// The last line of a process that can't go on, and its end by SIGABRT. Takes no lock and no memory, which another thread may hold
    /// for ever.
    /// </summary>
    public static void Abort(ReadOnlySpan<byte> line)
    {
        TryPut(STDERR_FILENO, line, Patience);
        Stdlib.abort();
    }

    public override void Write(char value) => Put(value.ToString());

    public override void Write(string? value) => Put(value ?? "");

    public override void WriteLine() => Put("\n");

    public override void WriteLine(string? value) => Put(value + "\n");

    private void Put(string text)
    {
        if (_lost > 0 && TryPut($"warning: the log lacks {_lost} lines that nobody read in time\n")) _lost = 0;
        if (_lost > 0 || !TryPut(text)) _lost++;
    }

    private bool TryPut(string text) => TryPut(_fd, Encoding.UTF8.GetBytes(text), _lost > 0 ? 0 : Patience);

    private static bool TryPut(int fd, ReadOnlySpan<byte> bytes, int patience)
    {
        while (!bytes.IsEmpty)
        {
            if (!IsWritable(fd, patience)) return false;
            fixed (byte* data = bytes)
            {
                long written = write(fd, data, Math.Min(bytes.Length, Chunk));
                if (written < 0 && errno == EINTR) continue;
                if (written <= 0) return false;
                bytes = bytes[(int)written..];
            }
        }

        return true;
    }

    private static bool IsWritable(int fd, int patience)
    {
        var one = new pollfd { fd = fd, events = POLLOUT };
        return poll(&one, 1, patience) == 1 && (one.revents & POLLOUT) != 0;
    }
}
