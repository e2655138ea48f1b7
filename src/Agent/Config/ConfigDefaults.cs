using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>What holds for a key that the file leaves out. Gateway, identity and a secret have no default.</summary>
public static class ConfigDefaults
{
    public const bool UseDns = true;
    public const bool EncryptedDns = true;
    public const string Name = "main";

    /// <summary>In place of an interval that the agent finds itself.</summary>
    public const string Never = "never";
    public const string Auto = "auto";
    public const string ChildName = "net";
    public const bool PpkRequired = true;
    public const uint Fleet = 1;
    public const uint LargestFleet = 100_000;
    public const bool RekeyTest = true;
    public const bool SinglePairs = false;
    public const bool Mobike = true;
    public const bool Fragmentation = true;
    public const bool Resumption = true;

    public const bool FullTranscript = true;
    public const bool Redirect = false;
    public const bool ForbidNat = false;
    public const bool Metered = false;

    /// <summary>The connection's place in the file goes behind it.</summary>
    public const string TunName = "hf";
    public const int Mtu = 0;
    public const ushort Port = 500;
    public const ushort NattPort = 4500;
    public const ushort HttpsPort = 443;

    /// <summary>Of the first connection; the second has the next one, and so on.</summary>
    public const uint RouteTable = 18502;

    /// <summary>Holds the agent's own packets on one uplink; of the agent as a whole.</summary>
    public const uint UplinkTable = 18501;

    public const uint FwMark = 0x4846;
    public const LogLevel Level = LogLevel.Info;

    public static readonly TimeSpan TcpAfter = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan Failback = TimeSpan.FromMinutes(2);
    public static readonly TimeSpan LivenessInterval = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan DetectionTime = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(10);

    /// <summary>Where the link is metered.</summary>
    public static readonly TimeSpan MeteredDetectionTime = TimeSpan.FromMinutes(1);

    /// <inheritdoc cref="MeteredDetectionTime"/>
    public static readonly TimeSpan MeteredLivenessInterval = TimeSpan.FromMinutes(5);

    public static readonly TimeSpan RekeyTime = TimeSpan.FromHours(1);
    public static readonly TimeSpan IkeRekeyTime = TimeSpan.FromHours(4);

    public static readonly TimeSpan WatchdogTimeout = TimeSpan.FromSeconds(60);
    public static readonly TimeSpan HangTimeout = TimeSpan.FromSeconds(30);

    public static readonly IReadOnlyList<IkeProposalConfig> Ike = ProposalParser.DefaultIke(AesInstructions.ArePresent);
    public static readonly IReadOnlyList<EspProposalConfig> Esp = ProposalParser.DefaultEsp(AesInstructions.ArePresent);
    public static readonly IReadOnlyList<IpFamily> RequestAddress = [IpFamily.IPv4, IpFamily.IPv6];
    public static readonly IReadOnlyList<SelectorConfig> Local = [];

    /// <summary>Everything.</summary>
    public static readonly IReadOnlyList<SelectorConfig> Remote =
        [SelectorConfig.Of(new IpPrefix(IpAddress.First(IpFamily.IPv4), 0)), SelectorConfig.Of(new IpPrefix(IpAddress.First(IpFamily.IPv6), 0))];

    /// <summary>In transport mode: all protocols between the two hosts.</summary>
    public static readonly IReadOnlyList<SelectorConfig> Host = [new SelectorConfig(null, 0, PortRange.Any)];
}
