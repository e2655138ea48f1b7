using Holdfast.Esp;
using Xunit;

namespace Holdfast.Tests.Esp.Support;

/// <summary>Both ends of one Child SA.</summary>
internal sealed class Tunnel : IDisposable
{
    public Tunnel(EspAlgorithm algorithm, bool extended)
    {
        ChildSaSpec spec = Child.Spec(algorithm, extended);
        ChildSaSpec mirror = Child.Mirror(spec); // before the keys are taken over
        Site.Install(spec);
        Office.Install(mirror);
    }

    public DataPath Site { get; } = new();

    public DataPath Office { get; } = new();

    /// <summary>Carries the packet across, which must arrive as it was; the answer is what was under way.</summary>
    public static byte[] Carry(DataPath from, DataPath to, byte[] inner)
    {
        Assert.Equal(DropReason.None, Child.Protect(from, inner, out byte[] packet));
        Assert.Equal(DropReason.None, Child.Accept(to, packet, out byte[] arrived));
        Assert.Equal(inner, arrived);
        return packet;
    }

    public void Dispose()
    {
        Site.Dispose();
        Office.Dispose();
    }
}
