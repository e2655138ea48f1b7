using System.Buffers.Binary;
using System.Net.Sockets;

namespace Holdfast.Lab.Tools;

/// <summary>One direction: numbers what is sent and counts what arrives.</summary>
internal sealed class Flow
{
    private const int Size = 200;

    private readonly object _gate = new();
    private readonly List<byte> _arrivals = [];
    private readonly List<DateTime> _departures = [];
    private readonly byte[] _datagram = new byte[Size];
    private int _highest = -1;
    private int _reordered;
    private int _received;

    public int Sent { get; private set; }

    /// <summary>Different numbers that arrived.</summary>
    public int Received
    {
        get
        {
            lock (_gate)
                return _received;
        }
    }

    /// <summary>A datagram that could not even be sent counts as lost.</summary>
    public void Send(Socket socket)
    {
        BinaryPrimitives.WriteInt32BigEndian(_datagram, Sent);
        lock (_gate)
        {
            _arrivals.Add(0);
            _departures.Add(DateTime.UtcNow);
        }

        Sent++;
        try
        {
            socket.Send(_datagram);
        }
        catch (SocketException)
        {
            // No route for the moment, or the answer to an earlier one.
        }
    }

    public void Note(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length != Size)
            return;
        var number = BinaryPrimitives.ReadInt32BigEndian(datagram);
        lock (_gate)
        {
            if (number < 0 || number >= _arrivals.Count)
                return;
            _received += _arrivals[number] == 0 ? 1 : 0;
            _arrivals[number] = (byte)Math.Min(byte.MaxValue, _arrivals[number] + 1);
            _reordered += number < _highest ? 1 : 0;
            _highest = Math.Max(_highest, number);
        }
    }

    public FlowReport Report()
    {
        lock (_gate)
            return FlowReport.Of([.. _arrivals], _departures, _reordered);
    }
}
