namespace Holdfast.Config;

/// <summary>The JSON type that a key's value has.</summary>
internal enum ValueKind
{
    Text,
    TextOrList,
    Number,
    LargeNumber,
    NumberOrText,
    Flag,

    /// <summary>A list of objects, each with keys of its own.</summary>
    Connections,
    Children,
}

/// <summary>Every key of the file and the type of its value. Names are matched exactly.</summary>
internal static class ConfigKeys
{
    public const string Connections = "connections";
    public const string Children = "children";
    public const string Name = "name";
    public const string Profile = "profile";
    public const string Gateway = "gateway";
    public const string Identity = "identity";
    public const string Secret = "secret";
    public const string SecretFile = "secretFile";
    public const string Username = "username";
    public const string Password = "password";
    public const string PasswordFile = "passwordFile";
    public const string EapMethods = "eapMethods";
    public const string EapOnly = "eapOnly";
    public const string EapServer = "eapServer";
    public const string Certificate = "certificate";
    public const string PrivateKey = "privateKey";
    public const string Trust = "trust";
    public const string Revocation = "revocation";
    public const string Ppk = "ppk";
    public const string PpkFile = "ppkFile";
    public const string PpkId = "ppkId";
    public const string PpkRequired = "ppkRequired";
    public const string GatewayIdentity = "gatewayIdentity";
    public const string Ike = "ike";
    public const string Esp = "esp";
    public const string RemoteSubnets = "remoteSubnets";
    public const string LocalSubnets = "localSubnets";
    public const string RequestAddress = "requestAddress";
    public const string UseDns = "useDns";
    public const string EncryptedDns = "encryptedDns";
    public const string DnsMode = "dnsMode";
    public const string TunName = "tunName";
    public const string Mtu = "mtu";
    public const string Port = "port";
    public const string NattPort = "nattPort";
    public const string Tcp = "tcp";
    public const string TcpPort = "tcpPort";
    public const string TcpAfter = "tcpAfter";
    public const string ConnectTimeout = "connectTimeout";
    public const string Failback = "failback";
    public const string Fleet = "fleet";
    public const string LivenessInterval = "livenessInterval";
    public const string DetectionTime = "detectionTime";
    public const string NatKeepalive = "natKeepalive";
    public const string Metered = "metered";
    public const string RebootAfter = "rebootAfter";
    public const string Probe = "probe";
    public const string ProbeInterval = "probeInterval";
    public const string Mode = "mode";
    public const string SinglePairs = "singlePairs";
    public const string RekeyTime = "rekeyTime";
    public const string RekeyBytes = "rekeyBytes";
    public const string RekeyPackets = "rekeyPackets";
    public const string IkeRekeyTime = "ikeRekeyTime";
    public const string ReauthTime = "reauthTime";
    public const string RekeyTest = "rekeyTest";
    public const string Mobike = "mobike";
    public const string Fragmentation = "fragmentation";
    public const string Resumption = "resumption";
    public const string FullTranscript = "fullTranscript";
    public const string Redirect = "redirect";
    public const string Childless = "childless";
    public const string ForbidNat = "forbidNat";
    public const string DataPath = "datapath";
    public const string Xfrm = "xfrm";
    public const string Offload = "offload";
    public const string PerCpuSas = "perCpuSas";
    public const string KillSwitch = "killSwitch";
    public const string LocalNetwork = "localNetwork";
    public const string RouteTable = "routeTable";
    public const string FwMark = "fwMark";
    public const string LogLevel = "logLevel";
    public const string WatchdogDevice = "watchdogDevice";
    public const string WatchdogTimeout = "watchdogTimeout";
    public const string HangTimeout = "hangTimeout";
    public const string Uplinks = "uplinks";
    public const string InternetCheck = "internetCheck";

    /// <summary>Of a Child SA; a connection has them as defaults for its Child SAs.</summary>
    private static readonly Dictionary<string, ValueKind> OfChild = new()
    {
        [Name] = ValueKind.Text,
        [Esp] = ValueKind.TextOrList,
        [RemoteSubnets] = ValueKind.TextOrList,
        [LocalSubnets] = ValueKind.TextOrList,
        [Mode] = ValueKind.Text,
        [RekeyTime] = ValueKind.Text,
        [RekeyBytes] = ValueKind.LargeNumber,
        [RekeyPackets] = ValueKind.LargeNumber,
    };

    /// <summary>Of a connection; the file itself has them as defaults for its connections.</summary>
    private static readonly Dictionary<string, ValueKind> OfConnection = new(OfChild)
    {
        [Children] = ValueKind.Children,
        [Profile] = ValueKind.Text,
        [SinglePairs] = ValueKind.Flag,
        [Gateway] = ValueKind.TextOrList,
        [Identity] = ValueKind.Text,
        [Secret] = ValueKind.Text,
        [SecretFile] = ValueKind.Text,
        [Username] = ValueKind.Text,
        [Password] = ValueKind.Text,
        [PasswordFile] = ValueKind.Text,
        [EapMethods] = ValueKind.TextOrList,
        [EapOnly] = ValueKind.Flag,
        [EapServer] = ValueKind.Text,
        [Certificate] = ValueKind.Text,
        [PrivateKey] = ValueKind.Text,
        [Trust] = ValueKind.TextOrList,
        [Revocation] = ValueKind.Text,
        [Ppk] = ValueKind.Text,
        [PpkFile] = ValueKind.Text,
        [PpkId] = ValueKind.Text,
        [PpkRequired] = ValueKind.Flag,
        [GatewayIdentity] = ValueKind.Text,
        [Ike] = ValueKind.TextOrList,
        [RequestAddress] = ValueKind.TextOrList,
        [UseDns] = ValueKind.Flag,
        [EncryptedDns] = ValueKind.Flag,
        [DnsMode] = ValueKind.Text,
        [TunName] = ValueKind.Text,
        [Mtu] = ValueKind.Number,
        [Port] = ValueKind.Number,
        [NattPort] = ValueKind.Number,
        [Tcp] = ValueKind.Text,
        [TcpPort] = ValueKind.Number,
        [TcpAfter] = ValueKind.Text,
        [ConnectTimeout] = ValueKind.Text,
        [Failback] = ValueKind.Text,
        [Fleet] = ValueKind.Number,
        [LivenessInterval] = ValueKind.Text,
        [DetectionTime] = ValueKind.Text,
        [NatKeepalive] = ValueKind.Text,
        [Metered] = ValueKind.Flag,
        [RebootAfter] = ValueKind.Text,
        [Probe] = ValueKind.TextOrList,
        [ProbeInterval] = ValueKind.Text,
        [IkeRekeyTime] = ValueKind.Text,
        [ReauthTime] = ValueKind.Text,
        [RekeyTest] = ValueKind.Flag,
        [Mobike] = ValueKind.Flag,
        [Fragmentation] = ValueKind.Flag,
        [Resumption] = ValueKind.Flag,
        [FullTranscript] = ValueKind.Flag,
        [Redirect] = ValueKind.Flag,
        [Childless] = ValueKind.Text,
        [ForbidNat] = ValueKind.Flag,
        [DataPath] = ValueKind.Text,
        [Xfrm] = ValueKind.Text,
        [Offload] = ValueKind.Text,
        [PerCpuSas] = ValueKind.NumberOrText,
        [KillSwitch] = ValueKind.Flag,
        [LocalNetwork] = ValueKind.Text,
        [RouteTable] = ValueKind.Number,
        [FwMark] = ValueKind.NumberOrText,
    };

    private static readonly Dictionary<string, ValueKind> OfFile = new(OfConnection)
    {
        [Connections] = ValueKind.Connections,
        [LogLevel] = ValueKind.Text,
        [WatchdogDevice] = ValueKind.Text,
        [WatchdogTimeout] = ValueKind.Text,
        [HangTimeout] = ValueKind.Text,
        [Uplinks] = ValueKind.TextOrList,
        [InternetCheck] = ValueKind.Text,
    };

    /// <summary>The keys of the file as a whole.</summary>
    public static IReadOnlyDictionary<string, ValueKind> Kinds => OfFile;

    /// <summary>The keys of the objects in such a list.</summary>
    public static IReadOnlyDictionary<string, ValueKind> Within(ValueKind list) =>
        list == ValueKind.Connections ? OfConnection : OfChild;

    /// <summary>Words of other programs' files for what has another name here.</summary>
    private static readonly Dictionary<string, string> ForeignNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["server"] = Gateway,
        ["remote"] = Gateway,
        ["host"] = Gateway,
        ["user"] = Username,
        ["login"] = Username,
        ["id"] = Identity,
        ["psk"] = Secret,
        ["cert"] = Certificate,
        ["key"] = PrivateKey,
        ["ca"] = Trust,
        ["cacert"] = Trust,
        ["proposals"] = Ike,
        ["dns"] = UseDns,
        ["ppk_id"] = PpkId,
        ["ppk_required"] = PpkRequired,
    };

    /// <summary>What is wrong with a key that <paramref name="known"/> does not have.</summary>
    public static string Unknown(string key, IReadOnlyDictionary<string, ValueKind> known)
    {
        if (OfFile.ContainsKey(key))
            return "has no place here; it belongs to " +
                (OfConnection.ContainsKey(key) ? "the connection" : "the file as a whole");
        return "unknown key" + (ForeignNames.TryGetValue(key, out string? name) && known.ContainsKey(name)
            ? $"; did you mean \"{name}\"?"
            : InputText.DidYouMean(key, known.Keys));
    }

    public static string Describe(ValueKind kind) => kind switch
    {
        ValueKind.Text => "a string",
        ValueKind.TextOrList => "a list of strings (or one string)",
        ValueKind.Number or ValueKind.LargeNumber => "a whole number without quotes",
        ValueKind.NumberOrText => "a whole number, or a string such as \"0x4846\"",
        ValueKind.Connections or ValueKind.Children => "a list of objects",
        _ => "true or false, without quotes",
    };
}
