namespace Holdfast.Host.Kernel;

/// <summary>How one connection uses the kernel's IPsec.</summary>
/// <param name="requestId">Tells this connection's states and policies from everybody else's.</param>
/// <param name="ifId">Of the xfrm interface; 0 where policies alone lead the packets.</param>
/// <param name="outputMark">Of the ESP packets.</param>
public sealed class KernelOptions(uint requestId, uint ifId, uint outputMark)
{
    public uint RequestId => requestId;

    public uint IfId => ifId;

    public uint OutputMark => outputMark;

    /// <summary>Between two looks at the counters, with traffic that nothing waits for.</summary>
    public TimeSpan SampleInterval { get; init; } = TimeSpan.FromSeconds(7.5);

    /// <summary>What was in the tunnel is blocked while there is none, instead of going out as it is.</summary>
    public bool BlocksWhenIdle { get; set; }

    public Config.OffloadChoice Offload { get; init; }

    /// <summary>Of the machine.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Index of the link that leads to the gateway, for its hardware.</summary>
    public Func<Wire.IpAddress, int> Uplink { get; init; } = _ => 0;
}
