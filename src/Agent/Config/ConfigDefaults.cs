using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>What holds for a key that the file leaves out. Gateway, identity and a secret have no default.</summary>
public static class ConfigDefaults
{
    public const bool UseDns = true;
    public const string TunName = "hf0";
    public const int Mtu = 0;
    public const ushort Port = 500;
    public const ushort NattPort = 4500;
    public const uint RouteTable = 18502;
    public const uint FwMark = 0x4846;
    public const LogLevel Level = LogLevel.Info;

    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan LivenessInterval = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan NatKeepalive = TimeSpan.FromSeconds(20);

    public static readonly IReadOnlyList<IkeProposalConfig> Ike = ProposalParser.DefaultIke;
    public static readonly IReadOnlyList<EspProposalConfig> Esp = ProposalParser.DefaultEsp;
    public static readonly IReadOnlyList<IpFamily> RequestAddress = [IpFamily.IPv4, IpFamily.IPv6];
    public static readonly IReadOnlyList<IpPrefix> LocalSubnets = [];

    /// <summary>Everything.</summary>
    public static readonly IReadOnlyList<IpPrefix> RemoteSubnets =
        [new(IpAddress.First(IpFamily.IPv4), 0), new(IpAddress.First(IpFamily.IPv6), 0)];
}
