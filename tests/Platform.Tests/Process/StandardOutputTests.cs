using System.Text;
using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed unsafe class StandardOutputTests : IDisposable
{
    private readonly Descriptor _reader;
    private readonly Descriptor _writer;
    private readonly StandardOutput _output;

    public StandardOutputTests()
    {
        int* ends = stackalloc int[2];
        LinuxException.Check(pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
        (_reader, _writer) = (new Descriptor(ends[0]), new Descriptor(ends[1]));
        _output = new StandardOutput(_writer.Number);
    }

    [Fact]
    public void Text_comes_as_it_was_written()
    {
        _output.WriteLine("one");
        _output.Write("zwölf");
        _output.Write('!');
        _output.WriteLine();

        Assert.Equal("one\nzwölf!\n", ReadSome());
    }

    [Fact]
    public void More_than_a_pipe_holds_comes_whole()
    {
        string text = new('x', 300_000); // a pipe takes 64 KiB
        var reader = new Thread(() => Assert.Equal(text.Length, ReadLength(text.Length)));
        reader.Start();
        _output.Write(text);

        Assert.True(reader.Join(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Without_a_reader_it_goes_nowhere()
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

    private int ReadLength(int wanted)
    {
        int length = 0;
        while (length < wanted)
        {
            length += ReadSome().Length;
            Thread.Yield();
        }

        return length;
    }

    private string ReadSome()
    {
        var buffer = new byte[1 << 20];
        fixed (byte* data = buffer)
            return Encoding.UTF8.GetString(buffer, 0, (int)Math.Max(0, read(_reader.Number, data, buffer.Length)));
    }
}
