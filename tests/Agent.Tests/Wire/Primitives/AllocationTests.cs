using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Wire;

/// <summary>The data plane reads and matches with these for each packet; they must not make garbage.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1_000;

    private static readonly byte[] Buffer = new byte[256];
    private static readonly TrafficSelector Selector = new(
        17, new PortRange(1000, 2000), IpAddress.Parse("10.0.0.0"), IpAddress.Parse("10.0.255.255"));

    [Fact]
    public void Reader_allocates_nothing() => AssertNoAllocation(Read);

    [Fact]
    public void Writer_allocates_nothing() => AssertNoAllocation(Write);

    [Fact]
    public void Header_allocates_nothing() => AssertNoAllocation(ReadAndWriteHeader);

    [Fact]
    public void Selector_match_allocates_nothing() => AssertNoAllocation(Match);

    [Fact]
    public void Measurement_sees_an_allocation() => Assert.NotEqual(0, Measure(() => GC.KeepAlive(new byte[1])));

    private static void AssertNoAllocation(Action action) => Assert.Equal(0, Measure(action));

    private static long Measure(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Read()
    {
        var reader = new WireReader(Buffer);
        reader.TryReadUInt8(out _);
        reader.TryReadUInt16(out _);
        reader.TryReadUInt32(out _);
        reader.TryReadUInt64(out _);
        reader.TryReadBytes(5, out _);
        reader.TryReadSub(20, out var sub);
        sub.TryReadBytes(21, out _);
        sub.ReadRest();
    }

    private static void Write()
    {
        var writer = new WireWriter(Buffer);
        writer.WriteUInt8(1);
        writer.WriteUInt32(2);
        writer.WriteUInt64(3);
        var mark = writer.BeginLength16(4);
        writer.WriteBytes("octets"u8);
        writer.WriteZeros(3);
        writer.EndLength16(mark);
    }

    private static void ReadAndWriteHeader()
    {
        var datagram = Buffer.AsSpan(0, 100);
        var writer = new WireWriter(datagram);
        new IkeHeader(1, 2, PayloadType.Encrypted, 2, 0, ExchangeType.Informational, default, 3, 100).Write(ref writer);
        IkeHeader.SetLength(datagram);
        if (!IkeHeader.TryRead(datagram, out _, out _))
            throw new InvalidOperationException("The header does not read back.");
    }

    private static void Match()
    {
        IpAddress.TryRead([10, 0, 1, 2], out var address);
        if (!Selector.Contains(address, 17, 1500) || Selector.Contains(address, 6, 1500))
            throw new InvalidOperationException("The selector matches wrongly.");
    }
}
