namespace Holdfast.Esp;

/// <summary>
/// What one direction of a Child SA may carry, as the kernel's soft and hard limits (xfrm_lifetime_cfg): at the soft limit
/// the data path reports once, at the hard one it carries nothing more. Bytes are of inner packets, in
/// transport mode of what follows their IP header.
/// </summary>
public sealed record ChildLimits(ulong SoftBytes, ulong HardBytes, ulong SoftPackets, ulong HardPackets)
{
    public static readonly ChildLimits None = new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);
}
