using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Login;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Host.Trust;

/// <summary>Whether a gateway is the one that the connection is to: its name, its certificate's path to somebody who is trusted.</summary>
public sealed class GatewayCheck
{
    private readonly ConnectionConfig _config;
    private readonly DateTimeOffset _now;

    public GatewayCheck(ConnectionConfig config, DateTimeOffset now) => (_config, _now) = (config, now);

    /// <summary>From the gateway's certificate to the anchor, once it has been found good.</summary>
    public PathResult? Path { get; private set; }

    /// <summary>Null: all that can be seen without asking anybody is right.</summary>
    public IkeFault? Run(GatewayClaim claim)
    {
        // The first is the one whose key was proved: none of the others may stand in for it.
        if (claim.Certificates.Count == 0)
            return Refuse(claim, "no certificate came");
        if (!Certificate.TryParse(claim.Certificates[0].Span, out Certificate? own, out string? reason))
            return Refuse(claim, $"the certificate that came first can't be used: {reason}");
        List<Certificate> others = [];
        foreach (ReadOnlyMemory<byte> der in claim.Certificates.Skip(1))
        {
            if (Certificate.TryParse(der.Span, out Certificate? certificate, out _))
                others.Add(certificate);
        }

        return CheckName(own, claim) ?? CheckPath(own, others, claim);
    }

    private static IkeFault Refuse(GatewayClaim claim, string why) => IkeFault.NotAuthentic($"{Whose(claim)}{why}");

    private static string Whose(GatewayClaim claim) => claim.Purpose == PathPurpose.TlsServer ? "the server inside EAP: " : "";

    private static IkeFault? CheckName(Certificate own, GatewayClaim claim)
    {
        if (GatewayName.Fits(own, claim.Identity))
            return null;
        string names = own.AlternativeNames.Count == 0 ? "no name at all" : string.Join(", ", own.AlternativeNames.Take(5));
        string hint = claim.Purpose == PathPurpose.TlsServer ? ", which \"eapServer\" may say" : "";
        return Refuse(claim, $"the certificate of '{own.Subject}' is not for \"{Identities.Describe(claim.Identity)}\"; it is for {names}{hint}");
    }

    /// <summary>By any of those that are trusted; of several refusals the one that came furthest is told.</summary>
    private IkeFault? CheckPath(Certificate own, List<Certificate> others, GatewayClaim claim)
    {
        PathResult? told = null;
        foreach (string word in _config.Login.Trust)
        {
            TrustStore store = TrustSources.Find(word);
            PathResult result = PathValidator.Validate(own, others, store, _now, claim.Purpose);
            if (result.IsValid)
            {
                Path = result;
                return null;
            }

            bool isBetter = told is null || told.Fault is PathFault.UnknownIssuer or PathFault.StoreUnreadable;
            told = isBetter ? result : told;
        }

        return Refuse(claim, told!.Message);
    }
}
