namespace Holdfast.Config;

/// <summary>What does not go well with the kind of gateway that a connection names.</summary>
public static class ProfileWarnings
{
    public static IReadOnlyList<string> Of(ConnectionConfig config)
    {
        if (config.Profile == Profiles.Apple && config.Login is { Kind: LoginKind.SharedKey, ThenEap: true })
            return ["gateways for Apple's clients take no pre-shared key together with a user's login: leave \"secret\" out, and they prove themselves by a certificate"];
        if (config.Profile == Profiles.Fortigate && config.ForbidNat)
            return ["FortiGates send NAT hashes that are wrong at times, which \"forbidNat\" takes for a NAT"];
        return [];
    }
}
