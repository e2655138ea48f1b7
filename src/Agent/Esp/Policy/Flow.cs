using Holdfast.Wire;

namespace Holdfast.Esp;

/// <summary>What selectors look at in a packet, by its two ends and not by its direction.</summary>
/// <param name="local">The address on our side, as a number.</param>
/// <param name="remote">The address on the peer's side.</param>
/// <param name="localPort">On our side; <see cref="NoPort"/> when the packet shows none.</param>
/// <param name="remotePort">On the peer's side.</param>
/// <param name="protocol">Of the payload.</param>
/// <param name="isIPv6">The family of both addresses.</param>
public readonly struct Flow(UInt128 local, UInt128 remote, int localPort, int remotePort, byte protocol, bool isIPv6)
{
    /// <summary>The number behind the last port: ANY includes it, and OPAQUE is nothing else.</summary>
    public const int NoPort = ushort.MaxValue + 1;

    public UInt128 Local { get; } = local;

    public UInt128 Remote { get; } = remote;

    public int LocalPort { get; } = localPort;

    public int RemotePort { get; } = remotePort;

    public byte Protocol { get; } = protocol;

    public bool IsIPv6 { get; } = isIPv6;

    public IpAddress LocalAddress => Address(Local);

    public IpAddress RemoteAddress => Address(Remote);

    private IpAddress Address(UInt128 value) => IsIPv6 ? IpAddress.FromIPv6(value) : IpAddress.FromIPv4((uint)value);
}
