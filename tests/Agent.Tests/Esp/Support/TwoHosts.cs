using Holdfast.Esp;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Esp.Support;

/// <summary>Both ends of a Child SA in transport mode between the site's and the office's own hosts.</summary>
internal sealed class TwoHosts : IDisposable
{
    private static readonly string[] Ipv4 = [Packets.Site + "/32", Packets.Office + "/32"];
    private static readonly string[] Ipv6 = [Packets.Site6 + "/128", Packets.Office6 + "/128"];

    public TwoHosts(EspAlgorithm algorithm, bool extended, IpFamily family)
    {
        Spec = Describe(algorithm, extended, family);
        ChildSaSpec mirror = Child.Mirror(Spec);
        Site.Install(Spec);
        Office.Install(mirror);
    }

    public ChildSaSpec Spec { get; }

    public DataPath Site { get; } = new();

    public DataPath Office { get; } = new();

    public static ChildSaSpec Describe(EspAlgorithm algorithm, bool extended, IpFamily family)
    {
        string[] hosts = family == IpFamily.IPv6 ? Ipv6 : Ipv4;
        return Child.Spec(algorithm, extended, local: [Child.Selector(hosts[0])], remote: [Child.Selector(hosts[1])]) with
        {
            Mode = EspMode.Transport,
        };
    }

    /// <summary>Accepts a packet that stands in a slab with so much room before and behind it.</summary>
    public static DropReason Accept(DataPath path, byte[] packet, int before, int behind, out byte[] inner)
    {
        byte[] slab = [.. new byte[before], .. packet, .. new byte[behind]];
        bool accepted = path.TryAccept(slab, before, packet.Length, Child.Now, out SlabRange range, out DropReason reason);
        Assert.Equal(accepted, reason == DropReason.None);
        inner = accepted ? range.Of(slab).ToArray() : [];
        return reason;
    }

    public void Dispose()
    {
        Site.Dispose();
        Office.Dispose();
    }
}
