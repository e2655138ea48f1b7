using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>Turns the bound options into a configuration; goes on after an error, to report all at once.</summary>
internal sealed class ConfigValidator(string file, List<ConfigError> errors)
{
    private const uint MinMtu = 576;
    private const uint MinIpv6Mtu = 1280;
    private const uint MaxMtu = 1500;

    /// <summary>default, main and local: adding our routes there would be seen by everybody.</summary>
    private const uint FirstSystemTable = 253, LastSystemTable = 255;

    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromHours(1);

    private readonly ConfigValues _values = new(file, errors);

    /// <summary>Null when something was wrong.</summary>
    public AgentConfig? Validate(RawOptions raw)
    {
        CheckSecretIsOne(raw);
        CheckMtu(raw);
        var config = new AgentConfig
        {
            Gateway = _values.Required<string>(
                raw.Gateway, ConfigKeys.Gateway, "the gateway's host name or address", ValueParsers.TryGateway)!,
            Identity = _values.Required<IdentityConfig>(raw.Identity, ConfigKeys.Identity,
                "the name that the gateway knows this agent by, such as \"site1.example.org\"",
                IdentityParser.TryParse)!,
            Secret = _values.Parsed<Crypto.SecretBytes>(raw.Secret, ConfigKeys.Secret, SecretText.TryDecode),
            SecretFile = raw.SecretFile,
            GatewayIdentity = _values.Parsed<IdentityConfig>(
                raw.GatewayIdentity, ConfigKeys.GatewayIdentity, IdentityParser.TryParse),
            Ike = _values.NonEmptyList<IkeProposalConfig>(
                raw.SingleIke, raw.Ike, ConfigKeys.Ike, ProposalParser.TryParseIke) ?? ConfigDefaults.Ike,
            Esp = _values.NonEmptyList<EspProposalConfig>(
                raw.SingleEsp, raw.Esp, ConfigKeys.Esp, ProposalParser.TryParseEsp) ?? ConfigDefaults.Esp,
            RemoteSubnets = _values.NonEmptyList<IpPrefix>(raw.SingleRemoteSubnet, raw.RemoteSubnets,
                ConfigKeys.RemoteSubnets, ValueParsers.TrySubnet) ?? ConfigDefaults.RemoteSubnets,
            LocalSubnets = _values.List<IpPrefix>(raw.SingleLocalSubnet, raw.LocalSubnets,
                ConfigKeys.LocalSubnets, ValueParsers.TrySubnet) ?? ConfigDefaults.LocalSubnets,
            RequestAddress = _values.List<IpFamily>(raw.SingleRequestAddress, raw.RequestAddress,
                ConfigKeys.RequestAddress, ValueParsers.TryFamily) ?? ConfigDefaults.RequestAddress,
            UseDns = raw.UseDns ?? ConfigDefaults.UseDns,
            TunName = _values.Parsed<string>(raw.TunName, ConfigKeys.TunName, ValueParsers.TryInterfaceName)
                ?? ConfigDefaults.TunName,
            Mtu = (int)(raw.Mtu ?? ConfigDefaults.Mtu),
            Port = Port(raw.Port, ConfigKeys.Port, ConfigDefaults.Port),
            NattPort = Port(raw.NattPort, ConfigKeys.NattPort, ConfigDefaults.NattPort),
            ConnectTimeout = Interval(raw.ConnectTimeout, ConfigKeys.ConnectTimeout, ConfigDefaults.ConnectTimeout),
            LivenessInterval = Interval(
                raw.LivenessInterval, ConfigKeys.LivenessInterval, ConfigDefaults.LivenessInterval),
            NatKeepalive = Interval(raw.NatKeepalive, ConfigKeys.NatKeepalive, ConfigDefaults.NatKeepalive),
            RouteTable = RouteTable(raw.RouteTable),
            FwMark = raw.FwMark is null
                ? ConfigDefaults.FwMark
                : _values.Parsed<uint>(raw.FwMark, ConfigKeys.FwMark, ValueParsers.TryMark),
            LogLevel = raw.LogLevel is null
                ? ConfigDefaults.Level
                : _values.Parsed<LogLevel>(raw.LogLevel, ConfigKeys.LogLevel, ValueParsers.TryLevel),
        };
        if (errors.Count == 0) CheckTogether(config);
        if (errors.Count == 0) return config;
        config.Secret?.Dispose();
        return null;
    }

    private void CheckSecretIsOne(RawOptions raw)
    {
        if (raw.Secret is null && raw.SecretFile is null)
            _values.Fail(ConfigKeys.Secret,
                "is missing; it takes the pre-shared key, or \"secretFile\" the file that holds it");
        if (raw.Secret is not null && raw.SecretFile is not null)
            _values.Fail(ConfigKeys.SecretFile, "is given beside \"secret\"; keep one of them");
    }

    private void CheckMtu(RawOptions raw)
    {
        if (raw.Mtu is > 0 and (< MinMtu or > MaxMtu))
            _values.Fail(ConfigKeys.Mtu, $"is {raw.Mtu}; allowed: {MinMtu} to {MaxMtu}, or 0 to let the agent choose");
    }

    private void CheckTogether(AgentConfig config)
    {
        if (config.RequestAddress.Count == 0 && config.LocalSubnets.Count == 0)
            _values.Fail(ConfigKeys.RequestAddress, "is empty and so is \"localSubnets\", so nothing could be sent; " +
                "request \"ipv4\" or \"ipv6\", or name local subnets");
        if (config.Mtu is >= (int)MinMtu and < (int)MinIpv6Mtu && config.RequestAddress.Contains(IpFamily.IPv6))
            _values.Fail(ConfigKeys.Mtu,
                $"is {config.Mtu}; IPv6 needs {MinIpv6Mtu}, or \"requestAddress\": [\"ipv4\"] beside it");
    }

    private ushort Port(uint? value, string key, ushort fallback) =>
        (ushort)_values.Number(value, key, fallback, 1, ushort.MaxValue);

    private TimeSpan Interval(string? text, string key, TimeSpan fallback) =>
        _values.Duration(text, key, fallback, MinInterval, MaxInterval);

    private uint RouteTable(uint? value)
    {
        if (value is >= FirstSystemTable and <= LastSystemTable)
            _values.Fail(ConfigKeys.RouteTable,
                $"is {value}, a table of the system; allowed: 1 to {uint.MaxValue} " +
                $"without {FirstSystemTable} to {LastSystemTable}");
        return _values.Number(value, ConfigKeys.RouteTable, ConfigDefaults.RouteTable, 1, uint.MaxValue);
    }
}
