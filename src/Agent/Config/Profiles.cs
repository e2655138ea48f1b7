namespace Holdfast.Config;

/// <summary>
/// What kinds of gateways are known to need, as defaults of keys that the file leaves out: what is written there wins. Each with its
/// reason. What a gateway does that has to be borne in any case, such as RouterOS's CP in a rekey, is borne without a profile.
/// </summary>
internal static class Profiles
{
    public const string Apple = "apple", Fortigate = "fortigate";

    // Their IKE knows neither X25519 nor ML-KEM, which would cost a round trip (INVALID_KE_PAYLOAD) and a kilobyte of IKE_SA_INIT.
    private const string IkeAead = "aes256gcm16-aes128gcm16-prfsha384-prfsha256-ecp384-ecp256-modp2048";
    private const string IkeCbc = "aes256-aes128-sha256-sha384-ecp384-ecp256-modp2048";
    private const string EspAead = "aes256gcm16-aes128gcm16", EspCbc = "aes256-aes128-sha256";

    public static readonly IReadOnlyList<string> Names = [Apple, "azure", Fortigate, "opnsense", "routeros", "strongswan", "windows"];

    /// <summary>Keys and values in turn; a list's entries have their number behind the key. None where no such profile is.</summary>
    public static string[] Defaults(string? name) => name switch
    {
        // Gateways set up for the clients in iOS and macOS take what those offer by default: AES and SHA-2 with modp2048 or ECP,
        // and no group of their own for Child SAs, so that a rekey with one may be refused.
        Apple => [ConfigKeys.Ike + ":0", IkeAead, ConfigKeys.Ike + ":1", IkeCbc, ConfigKeys.Esp + ":0", EspAead, ConfigKeys.Esp + ":1", EspCbc],

        // A route-based gateway gives sites no addresses and wants selectors from everything to everything (IPv4 alone). It asks
        // with the dead-peer check after 45 s of silence, ours comes before; by default without groups for Child SAs.
        "azure" =>
        [
            ConfigKeys.Ike + ":0", IkeAead, ConfigKeys.Ike + ":1", IkeCbc, ConfigKeys.Esp + ":0", EspAead, ConfigKeys.Esp + ":1", EspCbc,
            ConfigKeys.RequestAddress, "", ConfigKeys.LocalSubnets, "0.0.0.0/0", ConfigKeys.RemoteSubnets, "0.0.0.0/0",
        ],

        // One pair of subnets a Child SA; and where its auto-negotiation makes the same one at the same time, two stand. Its addresses
        // for clients are IPv4, and a Child SA of another family would be refused for ever. Its NAT hashes are wrong at times:
        // ESP is in UDP whatever they say.
        Fortigate => [ConfigKeys.SinglePairs, "true", ConfigKeys.RequestAddress, "ipv4"],

        // Each entry of its phase 2 is a Child SA of its own ("tunnel isolation", and all in the newer "connections"). It is strongSwan.
        "opnsense" => [ConfigKeys.SinglePairs, "true", ConfigKeys.Resumption, "false"],

        // A policy of its is one pair of subnets, mode-config gives IPv4 addresses. Its keys live for 30 min by default: ours renew
        // them before, so that its own rekey, with a CP in it, is never needed.
        "routeros" => [ConfigKeys.SinglePairs, "true", ConfigKeys.RequestAddress, "ipv4", ConfigKeys.RekeyTime, "20m"],

        // It has no tickets (RFC 5723): none are asked for.
        "strongswan" => [ConfigKeys.Resumption, "false"],

        // RRAS has no groups for Child SAs unless told (PfsGroup). Its MODP-1024 stays refused: Set-VpnServerConfiguration has better.
        // Its side of a session behind a NAT refuses rekeys that the other began: ours ends by a new session then, as with any gateway.
        "windows" => [ConfigKeys.Ike + ":0", IkeAead, ConfigKeys.Ike + ":1", IkeCbc, ConfigKeys.Esp + ":0", EspAead, ConfigKeys.Esp + ":1", EspCbc],
        _ => [],
    };

    /// <summary>Puts the defaults of the profile that is named there beside what the file has.</summary>
    public static void AddDefaults(Dictionary<string, string?> values)
    {
        string[] defaults = Defaults(values.GetValueOrDefault(ConfigKeys.Profile));
        bool isTransport = values.GetValueOrDefault(ConfigKeys.Mode) == "transport";
        var written = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string path in values.Keys)
            written.Add(path.Split(':')[0]);
        for (int i = 0; i < defaults.Length; i += 2)
        {
            string key = defaults[i].Split(':')[0];
            bool isOfTunnel = key is ConfigKeys.RequestAddress or ConfigKeys.LocalSubnets or ConfigKeys.RemoteSubnets;
            if (!written.Contains(key) && !(isTransport && isOfTunnel))
                values[defaults[i]] = defaults[i + 1];
        }
    }
}
