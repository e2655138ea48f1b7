namespace Holdfast.Config;

/// <summary>The JSON type that a key's value has.</summary>
internal enum ValueKind
{
    Text,
    TextOrList,
    Number,
    NumberOrText,
    Flag,
}

/// <summary>Every key of the file and the type of its value. Names are matched exactly.</summary>
internal static class ConfigKeys
{
    public const string Gateway = "gateway";
    public const string Identity = "identity";
    public const string Secret = "secret";
    public const string SecretFile = "secretFile";
    public const string GatewayIdentity = "gatewayIdentity";
    public const string Ike = "ike";
    public const string Esp = "esp";
    public const string RemoteSubnets = "remoteSubnets";
    public const string LocalSubnets = "localSubnets";
    public const string RequestAddress = "requestAddress";
    public const string UseDns = "useDns";
    public const string TunName = "tunName";
    public const string Mtu = "mtu";
    public const string Port = "port";
    public const string NattPort = "nattPort";
    public const string ConnectTimeout = "connectTimeout";
    public const string LivenessInterval = "livenessInterval";
    public const string NatKeepalive = "natKeepalive";
    public const string RouteTable = "routeTable";
    public const string FwMark = "fwMark";
    public const string LogLevel = "logLevel";

    public static readonly IReadOnlyDictionary<string, ValueKind> Kinds = new Dictionary<string, ValueKind>
    {
        [Gateway] = ValueKind.Text,
        [Identity] = ValueKind.Text,
        [Secret] = ValueKind.Text,
        [SecretFile] = ValueKind.Text,
        [GatewayIdentity] = ValueKind.Text,
        [Ike] = ValueKind.TextOrList,
        [Esp] = ValueKind.TextOrList,
        [RemoteSubnets] = ValueKind.TextOrList,
        [LocalSubnets] = ValueKind.TextOrList,
        [RequestAddress] = ValueKind.TextOrList,
        [UseDns] = ValueKind.Flag,
        [TunName] = ValueKind.Text,
        [Mtu] = ValueKind.Number,
        [Port] = ValueKind.Number,
        [NattPort] = ValueKind.Number,
        [ConnectTimeout] = ValueKind.Text,
        [LivenessInterval] = ValueKind.Text,
        [NatKeepalive] = ValueKind.Text,
        [RouteTable] = ValueKind.Number,
        [FwMark] = ValueKind.NumberOrText,
        [LogLevel] = ValueKind.Text,
    };

    /// <summary>Words of other programs' files for what has another name here.</summary>
    private static readonly Dictionary<string, string> ForeignNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["server"] = Gateway,
        ["remote"] = Gateway,
        ["host"] = Gateway,
        ["user"] = Identity,
        ["username"] = Identity,
        ["id"] = Identity,
        ["psk"] = Secret,
        ["password"] = Secret,
        ["key"] = Secret,
        ["proposals"] = Ike,
        ["dns"] = UseDns,
    };

    public static string DidYouMean(string key) =>
        ForeignNames.TryGetValue(key, out string? name)
            ? $"; did you mean \"{name}\"?"
            : InputText.DidYouMean(key, Kinds.Keys);

    public static string Describe(ValueKind kind) => kind switch
    {
        ValueKind.Text => "a string",
        ValueKind.TextOrList => "a list of strings (or one string)",
        ValueKind.Number => "a whole number without quotes",
        ValueKind.NumberOrText => "a whole number, or a string such as \"0x4846\"",
        _ => "true or false, without quotes",
    };
}
