using System.Text;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed unsafe class StandardErrorTests : IDisposable
{
    private readonly Descriptor _reader;
    private readonly Descriptor _writer;
    private readonly StandardError _output;

    public StandardErrorTests()
    {
        int* ends = stackalloc int[2];
        LinuxException.Check(pipe2(ends, O_CLOEXEC), "pipe2"); // blocking, as that of a service manager is
        (_reader, _writer) = (new Descriptor(ends[0]), new Descriptor(ends[1]));
        _output = new StandardError(_writer.Number);
    }

    [Fact]
    public void Lines_come_as_they_were_written()
    {
        _output.WriteLine("one");
        _output.WriteLine("zwölf");
        _output.Write("three\n");
        _output.WriteLine();
        _writer.Dispose();

        Assert.Equal("one\nzwölf\nthree\n\n", ReadToEnd());
    }

    [Fact]
    public void A_line_longer_than_a_write_comes_whole()
    {
        string line = new('x', 10_000);
        _output.WriteLine(line);
        _writer.Dispose();

        Assert.Equal(line + "\n", ReadToEnd());
    }

    [Fact]
    public void A_reader_that_does_not_read_holds_nothing_up_and_learns_later_what_it_missed()
    {
        string line = new('x', 1023);
        for (int i = 0; i < 200; i++) // a pipe takes 64 KiB
            _output.WriteLine(line);
        string first = ReadSome();
        _output.WriteLine("and then");
        _writer.Dispose();

        string all = first + ReadToEnd();
        string[] lines = all.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int missing = 200 - lines.Count(one => one == line);
        Assert.InRange(missing, 100, 199);
        Assert.Equal([$"warning: the log lacks {missing} lines that nobody read in time", "and then"], lines[^2..]);
    }

    [Fact]
    public void Without_a_reader_lines_go_nowhere()
    {
        _reader.Dispose();
        Assert.Null(Record.Exception(() => _output.WriteLine("to nobody")));
    }

    public void Dispose()
    {
        _reader.Dispose();
        _writer.Dispose();
        _output.Dispose();
    }

    private string ReadSome()
    {
        var buffer = new byte[1 << 20];
        fixed (byte* data = buffer)
            return Encoding.UTF8.GetString(buffer, 0, (int)read(_reader.Number, data, buffer.Length));
    }

    private string ReadToEnd()
    {
        string text = "";
        for (string some = ReadSome(); some.Length > 0; some = ReadSome())
            text += some;
        return text;
    }
}
