using System.Buffers.Binary;
using Holdfast.Ike.Children;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>SA_RESOURCE_INFO: both ends take several Child SAs with the same selectors, one for each CPU (RFC 9611).</summary>
public static class ResourceInfo
{
    /// <summary>With the first one, which is for all CPUs; nothing where no others are wanted.</summary>
    public static IEnumerable<Payload> Request(IkeSettings settings) =>
        settings.PerCpuSas > 0 ? [Notifications.Of(NotifyType.SaResourceInfo)] : [];

    /// <summary>With a further one. What it says is for the gateway's log.</summary>
    public static NotifyPayload Of(int cpu)
    {
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, cpu);
        return Notifications.Of(NotifyType.SaResourceInfo, number);
    }

    /// <summary>The settings of the first one, with what the gateway answered.</summary>
    public static ChildSettings Agreed(IkeSettings settings, ChildSettings first, IReadOnlyList<Payload> answer) =>
        settings.PerCpuSas > 0 && answer.Has(NotifyType.SaResourceInfo) ? first with { IsPerCpu = true } : first;
}
