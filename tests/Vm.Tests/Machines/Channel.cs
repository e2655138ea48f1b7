using System.Net.Sockets;
using System.Text;
using Holdfast.Lab.Tools;

namespace Holdfast.Vm.Machines;

/// <summary>One of the ways to have something run in a machine; guest/serve is its other end.</summary>
internal sealed class Channel(Socket socket) : IDisposable
{
    private const byte Separator = 0x1e;

    private readonly byte[] _buffer = new byte[16384];
    private int _start, _end;

    /// <exception cref="LabException">The machine has gone.</exception>
    public void Send(string script)
    {
        var line = script.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        try
        {
            socket.Send(Encoding.UTF8.GetBytes(line + "\n"));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new LabException($"the machine has gone: {error.Message}");
        }
    }

    /// <summary>Reads to the next separator.</summary>
    /// <param name="take">Gets each whole line, and what is left before the separator.</param>
    /// <exception cref="LabException">The machine has gone.</exception>
    public void ReadPart(Action<string> take)
    {
        var line = new List<byte>();
        for (var next = ReadByte(); next != Separator; next = ReadByte())
        {
            if (next == '\n')
                Flush(line, take);
            else
                line.Add(next);
        }
        if (line.Count > 0)
            Flush(line, take);
    }

    public void Dispose() => socket.Dispose();

    private static void Flush(List<byte> line, Action<string> take)
    {
        take(Encoding.UTF8.GetString([.. line]));
        line.Clear();
    }

    private byte ReadByte()
    {
        if (_start == _end)
            (_start, _end) = (0, Receive());
        return _buffer[_start++];
    }

    private int Receive()
    {
        try
        {
            var length = socket.Receive(_buffer);
            return length > 0 ? length : throw new LabException("the machine has gone");
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            throw new LabException($"the machine has gone: {error.Message}");
        }
    }
}
