using Holdfast.Crypto;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>One connection's values; goes on after an error, to report all at once.</summary>
internal sealed class ConnectionValidator
{
    private const uint MinMtu = 576;
    private const uint MinIpv6Mtu = 1280;
    private const uint MaxMtu = 1500;
    private const int MostPairs = 64;

    /// <summary>default, main and local: adding our routes there would be seen by everybody.</summary>
    private const uint FirstSystemTable = 253, LastSystemTable = 255;

    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan MinDetection = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxDetection = TimeSpan.FromMinutes(5);
    /// <summary>Where less would do, it would be faster to wait.</summary>
    private static readonly TimeSpan MinReboot = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan MaxReboot = TimeSpan.FromHours(24 * 7);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24 * 30);

    private readonly KeyScope _scope;
    private readonly int _index;
    private readonly ConfigErrors _errors;
    private readonly ConfigValues _values;

    public ConnectionValidator(KeyScope scope, int index, ConfigErrors errors)
    {
        (_scope, _index, _errors) = (scope, index, errors);
        _values = new ConfigValues(scope, errors);
    }

    /// <summary>Not to be used when there were errors, but for its secret, which is to be disposed.</summary>
    public ConnectionConfig Validate(string defaultName)
    {
        RawOptions raw = _scope.Bind();
        LoginConfig login = new LoginValidator(_values).Validate(raw);
        SecretBytes? password = _values.Parsed<SecretBytes>(raw.Password, ConfigKeys.Password, SecretText.TryTake);
        string? passwordFile = _values.Parsed<string>(raw.PasswordFile, ConfigKeys.PasswordFile, SourceText.TrySecret);
        CheckMtu(raw);
        IReadOnlyList<ChildConfig> children = new ChildrenValidator(_scope, _errors).Validate();
        var config = new ConnectionConfig
        {
            Name = raw.Name is null
                ? defaultName
                : _values.Parsed<string>(raw.Name, ConfigKeys.Name, ValueParsers.TryName) ?? defaultName,
            Profile = _values.Parsed<string>(raw.Profile, ConfigKeys.Profile, ValueParsers.TryProfile),
            SinglePairs = raw.SinglePairs ?? ConfigDefaults.SinglePairs,
            Index = _index,
            Gateways = new GatewaysValidator(_values).Validate(raw, login),
            Login = login,
            Identity = Identity(raw, login),
            Secret = _values.Parsed<SecretBytes>(raw.Secret, ConfigKeys.Secret, SecretText.TryDecode)
                ?? (login.ThenEap ? null : password),
            SecretFile = _values.Parsed<string>(raw.SecretFile, ConfigKeys.SecretFile, SourceText.TrySecret)
                ?? (login.ThenEap ? null : passwordFile),
            Password = login.ThenEap ? password : null,
            PasswordFile = login.ThenEap ? passwordFile : null,
            Ppk = new PpkValidator(_values).Validate(raw),
            Ike = _values.NonEmptyList<IkeProposalConfig>(
                raw.SingleIke, raw.Ike, ConfigKeys.Ike, ProposalParser.TryParseIke) ?? ConfigDefaults.Ike,
            Children = children,
            RequestAddress = _values.List<IpFamily>(raw.SingleRequestAddress, raw.RequestAddress,
                ConfigKeys.RequestAddress, ValueParsers.TryFamily) ?? DefaultAddresses(children),
            UseDns = raw.UseDns ?? ConfigDefaults.UseDns,
            EncryptedDns = raw.EncryptedDns ?? ConfigDefaults.EncryptedDns,
            DnsMode = (NameWayChoice)_values.Parsed<int>(raw.DnsMode, ConfigKeys.DnsMode, ValueParsers.TryNameWay),
            TunName = _values.Parsed<string>(raw.TunName, ConfigKeys.TunName, ValueParsers.TryInterfaceName)
                ?? $"{ConfigDefaults.TunName}{_index}",
            Mtu = (int)(raw.Mtu ?? ConfigDefaults.Mtu),
            Port = Port(raw.Port, ConfigKeys.Port, ConfigDefaults.Port),
            NattPort = Port(raw.NattPort, ConfigKeys.NattPort, ConfigDefaults.NattPort),
            Tcp = (TcpChoice)_values.Parsed<int>(raw.Tcp, ConfigKeys.Tcp, ValueParsers.TryTcp),
            TcpPort = raw.TcpPort is null ? (ushort)0 : Port(raw.TcpPort, ConfigKeys.TcpPort, ConfigDefaults.NattPort),
            TcpAfter = Interval(raw.TcpAfter, ConfigKeys.TcpAfter, ConfigDefaults.TcpAfter),
            ConnectTimeout = Interval(raw.ConnectTimeout, ConfigKeys.ConnectTimeout, ConfigDefaults.ConnectTimeout),
            Fleet = (int)_values.Number(raw.Fleet, ConfigKeys.Fleet, ConfigDefaults.Fleet, 1, ConfigDefaults.LargestFleet),
            Failback = Interval(raw.Failback, ConfigKeys.Failback, ConfigDefaults.Failback),
            LivenessInterval = Interval(raw.LivenessInterval, ConfigKeys.LivenessInterval,
                raw.Metered == true ? ConfigDefaults.MeteredLivenessInterval : ConfigDefaults.LivenessInterval),
            DetectionTime = _values.Duration(
                raw.DetectionTime, ConfigKeys.DetectionTime,
                raw.Metered == true ? ConfigDefaults.MeteredDetectionTime : ConfigDefaults.DetectionTime, MinDetection, MaxDetection),
            NatKeepalive = _values.DurationOr(ConfigDefaults.Auto, raw.NatKeepalive, ConfigKeys.NatKeepalive, MinInterval, MaxInterval),
            Probe = new ProbeValidator(_values).Addresses(raw),
            ProbeInterval = new ProbeValidator(_values).Interval(raw),
            Metered = raw.Metered ?? ConfigDefaults.Metered,
            RebootAfter = _values.DurationOr(ConfigDefaults.Never, raw.RebootAfter, ConfigKeys.RebootAfter, MinReboot, MaxReboot),
            IkeRekeyTime = Lifetime(raw.IkeRekeyTime, ConfigKeys.IkeRekeyTime, ConfigDefaults.IkeRekeyTime),
            ReauthTime = raw.ReauthTime is null ? null : Lifetime(raw.ReauthTime, ConfigKeys.ReauthTime, MaxLifetime),
            RekeyTest = raw.RekeyTest ?? ConfigDefaults.RekeyTest,
            Mobike = raw.Mobike ?? ConfigDefaults.Mobike,
            Fragmentation = raw.Fragmentation ?? ConfigDefaults.Fragmentation,
            Resumption = raw.Resumption ?? ConfigDefaults.Resumption,
            FullTranscript = raw.FullTranscript ?? ConfigDefaults.FullTranscript,
            Childless = (ChildlessWord)_values.Parsed<int>(raw.Childless, ConfigKeys.Childless, ValueParsers.TryChildless),
            Redirect = raw.Redirect ?? ConfigDefaults.Redirect,
            ForbidNat = raw.ForbidNat ?? ConfigDefaults.ForbidNat,
            DataPath = (DataPathChoice)_values.Parsed<int>(raw.DataPath, ConfigKeys.DataPath, ValueParsers.TryDataPath),
            Xfrm = (XfrmChoice)_values.Parsed<int>(raw.Xfrm, ConfigKeys.Xfrm, ValueParsers.TryXfrm),
            Offload = (OffloadChoice)_values.Parsed<int>(raw.Offload, ConfigKeys.Offload, ValueParsers.TryOffload),
            PerCpuSas = _values.Parsed<int>(raw.PerCpuSas, ConfigKeys.PerCpuSas, PerCpuText.TryParse),
            KillSwitch = false,
            LocalNetwork = (LocalNetworkChoice)_values.Parsed<int>(
                raw.LocalNetwork, ConfigKeys.LocalNetwork, ValueParsers.TryLocalNetwork),
            RouteTable = RouteTable(raw.RouteTable),
            FwMark = raw.FwMark is null
                ? ConfigDefaults.FwMark
                : _values.Parsed<uint>(raw.FwMark, ConfigKeys.FwMark, ValueParsers.TryMark),
        };
        config = config with { KillSwitch = raw.KillSwitch ?? config.IsFullTunnel };
        if (_errors.IsEmpty) CheckTogether(config);
        return config;
    }

    /// <summary>Transport mode is between the addresses that the two hosts have.</summary>
    private static IReadOnlyList<IpFamily> DefaultAddresses(IReadOnlyList<ChildConfig> children) =>
        children.Count > 0 && children.All(child => child.IsTransport) ? [] : ConfigDefaults.RequestAddress;

    /// <summary>A login has a name of its own, and a certificate; what goes before it is seen by whoever answers, before the gateway is proved.</summary>
    private IdentityConfig? Identity(RawOptions raw, LoginConfig login) => login.Kind != LoginKind.SharedKey
        ? _values.Parsed<IdentityConfig>(raw.Identity, ConfigKeys.Identity, IdentityParser.TryParse)
        : _values.Required<IdentityConfig>(raw.Identity, ConfigKeys.Identity,
            "the name that the gateway knows this agent by, such as \"site1.example.org\"",
            IdentityParser.TryParse);

    private void CheckMtu(RawOptions raw)
    {
        if (raw.Mtu is > 0 and (< MinMtu or > MaxMtu))
            _values.Fail(ConfigKeys.Mtu, $"is {raw.Mtu}; allowed: {MinMtu} to {MaxMtu}, or 0 to let the agent choose");
    }

    private void CheckTogether(ConnectionConfig config)
    {
        if (config.RequestAddress.Count == 0 && config.Children.Any(child => !child.IsTransport && child.Local.Count == 0))
            _values.Fail(ConfigKeys.RequestAddress, "is empty and so is \"localSubnets\", so nothing could be sent; " +
                "request \"ipv4\" or \"ipv6\", or name local subnets");
        if (config.Xfrm == XfrmChoice.Interface && config.Children.Any(child => child.IsTransport))
            _values.Fail(ConfigKeys.Xfrm, "is \"interface\", which does not carry transport mode; leave the key out");
        if (config.Mtu is >= (int)MinMtu and < (int)MinIpv6Mtu && config.RequestAddress.Contains(IpFamily.IPv6))
            _values.Fail(ConfigKeys.Mtu,
                $"is {config.Mtu}; IPv6 needs {MinIpv6Mtu}, or \"requestAddress\": [\"ipv4\"] beside it");
        int pairs = 0;
        foreach (ChildConfig child in config.Children)
            pairs += child.Remote.Count * Math.Max(1, child.Local.Count);
        if (config.SinglePairs && pairs > MostPairs)
            _values.Fail(ConfigKeys.SinglePairs, $"makes {pairs} Child SAs of the subnets; allowed: up to {MostPairs}, so name larger networks");
        if (config.Tcp == TcpChoice.Force && config.DataPath == DataPathChoice.Kernel)
            _values.Fail(ConfigKeys.Tcp, "is \"force\", but over TCP the agent carries the packets itself; leave \"datapath\" out");
        if (config.KillSwitch && !config.Children.Any(child => child.TunnelledRemote.Count > 0))
            _values.Fail(ConfigKeys.KillSwitch, "is true, but transport mode has no networks that could be kept in; leave the key out");
    }

    private ushort Port(uint? value, string key, ushort fallback) =>
        (ushort)_values.Number(value, key, fallback, 1, ushort.MaxValue);

    private TimeSpan Interval(string? text, string key, TimeSpan fallback) =>
        _values.Duration(text, key, fallback, MinInterval, MaxInterval);

    private TimeSpan Lifetime(string? text, string key, TimeSpan fallback) =>
        _values.Duration(text, key, fallback, ChildrenValidator.MinLifetime, MaxLifetime);

    private uint RouteTable(uint? value)
    {
        if (value is >= FirstSystemTable and <= LastSystemTable)
            _values.Fail(ConfigKeys.RouteTable,
                $"is {value}, a table of the system; allowed: 1 to {uint.MaxValue} " +
                $"without {FirstSystemTable} to {LastSystemTable}");
        if (value == ConfigDefaults.UplinkTable)
            _values.Fail(ConfigKeys.RouteTable, $"is {value}, the agent's own table for the uplink; take another");
        return _values.Number(value, ConfigKeys.RouteTable, ConfigDefaults.RouteTable + (uint)_index, 1, uint.MaxValue);
    }
}
