using Holdfast.Esp;
using Holdfast.Host.Data;
using Holdfast.Host.Net;
using Holdfast.Ike;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>A session that notes what its path tells it.</summary>
internal sealed class FakeOwner : IPathOwner
{
    public static readonly IkePath Home = new(IpAddress.Parse("10.10.1.2"), 4500, IpAddress.Parse("192.0.2.2"), 4500);

    public IChildPath? Path { get; set; }

    public Instant Now { get; set; } = new(1_000_000_000);

    public IkePath Ends { get; set; } = Home;

    public List<uint> Noted { get; } = [];

    public List<Instant> Sent { get; } = [];

    public List<ChildExpiry> Expiries { get; } = [];

    public List<(IpAddress Address, ushort Port)> Mappings { get; } = [];

    public EspWay EspWay => throw new NotSupportedException("the kernel sends ESP");

    public void NoteEsp(int errno)
    {
    }

    public void NoteInbound(uint inboundSpi) => Noted.Add(inboundSpi);

    public void NoteOutbound(Instant at) => Sent.Add(at);
    public List<(bool Sent, bool Received)> Carried { get; } = [];

    public void NoteCarried(Instant since, bool sent, bool received) => Carried.Add((sent, received));

    public List<(uint Spi, int Cpu)> Wanted { get; } = [];

    public void WantCpu(uint inboundSpi, int cpu) => Wanted.Add((inboundSpi, cpu));

    public void HandleBurstEnd()
    {
        while (Path!.TryTakeExpiry(out ChildExpiry expiry))
            Expiries.Add(expiry);
    }

    public void HandleMapping(IpAddress address, ushort port) => Mappings.Add((address, port));
}
