using Holdfast.Config;
using Holdfast.Ike;

namespace Holdfast.Host.Session;

/// <summary>What the one who runs the agent can do about a fault.</summary>
public static class FaultAdvice
{
    /// <param name="hasPpk">A wrong post-quantum pre-shared key looks like a wrong login, to both ends.</param>
    public static string Of(FaultKind kind, LoginConfig login, bool hasPpk = false) =>
        OfLogin(kind, login) + (hasPpk && kind == FaultKind.AuthenticationRejected ? "; \"ppk\" and \"ppkId\" too" : "");

    private static string OfLogin(FaultKind kind, LoginConfig login) => (kind, login.Kind) switch
    {
        (FaultKind.AuthenticationRejected, not LoginKind.Eap) when login.ThenEap =>
            $"check \"username\" and \"password\" as well as {(login.Kind == LoginKind.SharedKey ? "\"identity\" and \"secret\"" : "\"certificate\" and \"identity\"")}",
        (FaultKind.AuthenticationRejected, LoginKind.Eap) => "check \"username\", \"password\" and \"eapMethods\"",
        (FaultKind.AuthenticationRejected, LoginKind.Certificate) =>
            "check \"certificate\" and \"identity\", and that the gateway trusts who issued the certificate",
        (FaultKind.PeerNotAuthentic, not LoginKind.SharedKey) =>
            $"check \"gatewayIdentity\"{(login.EapServer is null ? "" : ", \"eapServer\"")} and \"trust\"; if they are right, this is not your gateway",
        _ => Of(kind),
    };

    private static string Of(FaultKind kind) => kind switch
    {
        FaultKind.Unreachable => "check the address, the uplink, and that UDP ports 500 and 4500 pass",
        FaultKind.PeerSilent => "check the uplink and the gateway",
        FaultKind.AuthenticationRejected => "check \"identity\", \"secret\" and, if set, \"gatewayIdentity\"",
        FaultKind.RoundMissing => "keep one of the logins here, or have the gateway ask for both (strongSwan: two sections \"remote\")",
        FaultKind.PeerNotAuthentic => "check \"secret\" and \"gatewayIdentity\"; if they are right, this is not your gateway",
        FaultKind.NoCommonProposal => "compare \"ike\" and \"esp\" with the gateway's proposals",
        FaultKind.SelectorsRejected => "compare \"remoteSubnets\" and \"localSubnets\" with the gateway's",
        FaultKind.NoAddress => "check the gateway's address pool, or ask for fewer families in \"requestAddress\"",
        FaultKind.Unsupported => "switch NAT traversal on at the gateway",
        FaultKind.NoPpk => "give the gateway the key of \"ppkId\", or set \"ppkRequired\": false to do without where it has none",
        FaultKind.NotChildless => "set \"childless\": \"auto\", or let the gateway do so (strongSwan: childless = allow)",
        FaultKind.ChildlessOnly => "set \"childless\": \"auto\" or \"force\"",
        FaultKind.RedirectRefused => "set \"redirect\": true to let it, or name that gateway in \"gateway\"",
        FaultKind.PeerRestarted => "the gateway's log says why it began anew",
        FaultKind.PeerClosed => "look into the gateway's log for the reason",
        _ => "look into the gateway's log",
    };
}
