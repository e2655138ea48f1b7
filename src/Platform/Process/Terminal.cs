using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace Holdfast.Platform;

/// <summary>
/// The terminal on standard input, for questions that are answered by a line. While this lives Ctrl-C is an answer and no signal, and
/// SIGTERM and SIGHUP end a question, so that the terminal is as before in every way of ending but SIGKILL.
/// </summary>
public sealed unsafe class Terminal : IDisposable
{
    private const byte ControlC = 3;

    private readonly SignalSource _signals = new();
    private readonly termios _before;

    /// <exception cref="LinuxException">ENOTTY.</exception>
    public Terminal()
    {
        termios now;
        LinuxException.Check(tcgetattr(STDIN_FILENO, &now), "tcgetattr");
        _before = now;
        Show(true);
    }

    /// <summary>Whether standard input and output are both a terminal.</summary>
    public static bool IsThere => isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;

    /// <summary>Whether the terminal shows what is typed from now on.</summary>
    public void Show(bool isShown)
    {
        termios wanted = _before;
        wanted.c_lflag &= ~(uint)(isShown ? ISIG : ISIG | ECHO);
        wanted.c_cc[VEOL] = ControlC; // it ends a line, as Enter does: without a signal it would wait for that
        LinuxException.Check(tcsetattr(STDIN_FILENO, (int)TCSANOW, &wanted), "tcsetattr");
    }

    /// <summary>The bytes of the next line, without its end, and at most so many. -1: no answer, but Ctrl-C, the end of the input or a signal.</summary>
    public int ReadLine(Span<byte> line)
    {
        int length = 0;
        for (int next = ReadByte(); next != '\n'; next = ReadByte())
        {
            if (next is < 0 or ControlC) return -1;
            if (length < line.Length) line[length++] = (byte)next;
        }

        return length;
    }

    public void Dispose()
    {
        termios before = _before;
        _ = tcsetattr(STDIN_FILENO, (int)TCSANOW, &before);
        _signals.Dispose();
    }

    private int ReadByte()
    {
        pollfd* both = stackalloc pollfd[2];
        both[0] = new pollfd { fd = STDIN_FILENO, events = POLLIN };
        both[1] = new pollfd { fd = _signals.Fd, events = POLLIN };
        while (true)
        {
            if (poll(both, 2, -1) < 0) continue; // a signal, which the next round sees
            if (both[1].revents != 0) return -1;
            byte next;
            long count = read(STDIN_FILENO, &next, 1);
            if (count < 0 && errno == EINTR) continue;
            return count == 1 ? next : -1;
        }
    }
}
