using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>What holds for a key that the file leaves out. Gateway, identity and a secret have no default.</summary>
public static class ConfigDefaults
{
    public const bool UseDns = true;
    public const string Name = "main";
    public const string ChildName = "net";
    public const bool PpkRequired = true;
    public const bool RekeyTest = true;
    public const bool Mobike = true;
    public const bool Fragmentation = true;
    public const bool ForbidNat = false;

    /// <summary>The connection's place in the file goes behind it.</summary>
    public const string TunName = "hf";
    public const int Mtu = 0;
    public const ushort Port = 500;
    public const ushort NattPort = 4500;

    /// <summary>Of the first connection; the second has the next one, and so on.</summary>
    public const uint RouteTable = 18502;

    /// <summary>Holds the agent's own packets on one uplink; of the agent as a whole.</summary>
    public const uint UplinkTable = 18501;

    public const uint FwMark = 0x4846;
    public const LogLevel Level = LogLevel.Info;

    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan LivenessInterval = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan NatKeepalive = TimeSpan.FromSeconds(20);

    public static readonly TimeSpan RekeyTime = TimeSpan.FromHours(1);
    public static readonly TimeSpan IkeRekeyTime = TimeSpan.FromHours(4);

    public static readonly IReadOnlyList<IkeProposalConfig> Ike = ProposalParser.DefaultIke;
    public static readonly IReadOnlyList<EspProposalConfig> Esp = ProposalParser.DefaultEsp;
    public static readonly IReadOnlyList<IpFamily> RequestAddress = [IpFamily.IPv4, IpFamily.IPv6];
    public static readonly IReadOnlyList<SelectorConfig> Local = [];

    /// <summary>Everything.</summary>
    public static readonly IReadOnlyList<SelectorConfig> Remote =
        [SelectorConfig.Of(new IpPrefix(IpAddress.First(IpFamily.IPv4), 0)), SelectorConfig.Of(new IpPrefix(IpAddress.First(IpFamily.IPv6), 0))];

    /// <summary>In transport mode: all protocols between the two hosts.</summary>
    public static readonly IReadOnlyList<SelectorConfig> Host = [new SelectorConfig(null, 0, PortRange.Any)];
}
