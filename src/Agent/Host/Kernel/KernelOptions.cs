namespace Holdfast.Host.Kernel;

/// <summary>How one connection uses the kernel's IPsec.</summary>
/// <param name="RequestId">Tells this connection's states and policies from everybody else's.</param>
/// <param name="IfId">Of the xfrm interface; 0 where policies alone lead the packets.</param>
/// <param name="OutputMark">Of the ESP packets.</param>
public sealed record KernelOptions(uint RequestId, uint IfId, uint OutputMark)
{
    /// <summary>Between two looks at the counters, with traffic that nothing waits for.</summary>
    public TimeSpan SampleInterval { get; init; } = TimeSpan.FromSeconds(7.5);

    /// <summary>What was in the tunnel is blocked while there is none, instead of going out as it is.</summary>
    public bool BlocksWhenIdle { get; init; }

    public Config.OffloadChoice Offload { get; init; }

    /// <summary>Index of the link that leads to the gateway, for its hardware.</summary>
    public Func<Wire.IpAddress, int> Uplink { get; init; } = _ => 0;
}
