using System.Net;
using Holdfast.Platform;

namespace Holdfast.Tests.Sockets;

/// <summary>Two sockets on the loopback interface; what one sends is there when the call returns.</summary>
internal sealed class Wire : IDisposable
{
    private readonly Slab _slab = new(8 * 65_536);
    private readonly UdpBatch _batch;

    /// <param name="loopback">127.0.0.1 or ::1.</param>
    /// <param name="options">Of the sender.</param>
    /// <param name="withOffload">Whether the receiver has datagrams put together.</param>
    public Wire(string loopback, UdpOptions? options = null, bool withOffload = true)
    {
        var any = new Endpoint(IPAddress.Parse(loopback), 0);
        _batch = new UdpBatch(_slab, 8);
        Sender = UdpSocket.Open(any, (options ?? new UdpOptions()) with { SendBuffer = 4 << 20 });
        Receiver = UdpSocket.Open(any, new UdpOptions { ReceiveBuffer = 4 << 20 });
        if (withOffload) Needs.That(Receiver.SetReceiveOffload(), "this kernel has no UDP_GRO");
    }

    public UdpSocket Sender { get; }

    public UdpSocket Receiver { get; }

    public static byte[] Pattern(int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte)(i ^ (i >> 8) ^ (i >> 16));
        return bytes;
    }

    public IoResult Send(byte[] datagrams, int segmentSize, byte trafficClass = 0) =>
        Sender.TrySendSegments(datagrams, segmentSize, trafficClass, Receiver.Local);

    /// <summary>All that is there.</summary>
    public byte[] Receive(out int[] runs, out int[] datagrams)
    {
        List<UdpRun> found = ReceiveRuns(out byte[] bytes);
        runs = [.. found.Select(run => run.Length)];
        datagrams = [.. found.SelectMany(run => Bounds(run.Length, run.SegmentSize))];
        return bytes;
    }

    public List<UdpRun> ReceiveRuns(out byte[] bytes)
    {
        List<UdpRun> runs = [];
        var content = new MemoryStream();
        while (Receiver.TryReceive(_batch) is { IsDone: true } result)
        {
            Assert.Equal(result.Length, _batch.Count);
            for (int i = 0; i < _batch.Count; i++)
            {
                runs.Add(_batch[i]);
                content.Write(_slab.Span.Slice(_batch[i].Offset, _batch[i].Length));
                Assert.Equal(Sender.Local, _batch[i].Source);
            }
        }

        bytes = content.ToArray();
        return runs;
    }

    public void Dispose()
    {
        Sender.Dispose();
        Receiver.Dispose();
        _slab.Dispose();
    }

    private static IEnumerable<int> Bounds(int length, int size)
    {
        for (int at = 0; at < length; at += size) yield return Math.Min(size, length - at);
    }
}
