using System.Text;
using Holdfast.Platform.Interop;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// Standard output in UTF-8, at once and whole, however slow its reader is; a reader that went away is no problem. The run-time's
/// console would know terminals as well, for ten times the code.
/// </summary>
public sealed unsafe class StandardOutput : TextWriter
{
    private readonly int _fd;
    private bool _isClosed;

    public StandardOutput()
        : this(STDOUT_FILENO)
    {
    }

    internal StandardOutput(int fd)
    {
        _fd = fd;
        // Else "holdfast status | head -1" would end by a signal, as would an agent whose log nobody reads.
        Stdlib.signal(Stdlib.SIGPIPE, Stdlib.SIG_IGN);
    }

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Put(value.ToString());

    public override void Write(string? value) => Put(value ?? "");

    public override void WriteLine() => Put("\n");

    public override void WriteLine(string? value) => Put(value + "\n");

    private void Put(string text)
    {
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        while (!bytes.IsEmpty && !_isClosed)
        {
            fixed (byte* data = bytes)
            {
                long written = write(_fd, data, bytes.Length);
                if (written >= 0)
                    bytes = bytes[(int)written..];
                else if (errno == EAGAIN)
                    Wait();
                else if (errno != EINTR)
                    _isClosed = true;
            }
        }
    }

    /// <summary>Somebody else has made it non-blocking.</summary>
    private void Wait()
    {
        var one = new pollfd { fd = _fd, events = POLLOUT };
        _ = poll(&one, 1, -1);
    }
}
