using System.Globalization;

namespace Holdfast.Lab.Gateway;

/// <summary>A Child SA of the gateway's.</summary>
/// <param name="SpiIn">What it receives under: the client's outbound SPI, 8 hexadecimal digits.</param>
/// <param name="SpiOut">The client's inbound SPI.</param>
/// <param name="Esp">Encryption[-bits][/integrity].</param>
/// <param name="Group">Of the key exchange that its keys came from, and of the additional one; empty without one of its own.</param>
public sealed record ChildAssociation(
    string Name, int UniqueId, string State, string Mode, string SpiIn, string SpiOut, string Esp, string Group,
    string LocalSelectors, string RemoteSelectors)
{
    internal static ChildAssociation Of(ViciSection child) => new(
        child["name"], Number(child["uniqueid"]), child["state"], child["mode"], child["spi-in"], child["spi-out"],
        SecurityAssociation.Join(SecurityAssociation.Cipher(child), child["integ-alg"]), SecurityAssociation.Join(child["dh-group"], child["ake1"]),
        child["local-ts"], child["remote-ts"]);

    internal static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

/// <summary>An IKE SA and its Child SAs as `swanctl --list-sas --raw` names them.</summary>
/// <param name="Ike">Encryption[-bits][/integrity]/prf/group[/additional key exchange].</param>
/// <param name="RemoteAddresses">The virtual addresses that it gave, with blanks between.</param>
public sealed record SecurityAssociation(
    int UniqueId, string State, string Ike, string InitiatorSpi, string ResponderSpi, string LocalHost,
    string RemoteHost, int RemotePort, string RemoteAddresses, IReadOnlyList<ChildAssociation> Children)
{
    /// <summary>IDi.</summary>
    public string Identity { get; private init; } = "";

    /// <summary>Of the user that logged in by EAP; else empty.</summary>
    public string EapIdentity { get; private init; } = "";

    /// <summary>The first Child SA's, empty without one.</summary>
    public string Esp => Children.Count > 0 ? Children[0].Esp : "";

    public IEnumerable<ChildAssociation> Installed => Children.Where(child => child.State == "INSTALLED");

    /// <param name="raw">What is in the braces of one "list-sa event {…}" line.</param>
    public static SecurityAssociation Parse(string raw)
    {
        var ike = ViciSection.Parse(raw).Sections[0].Section;
        return new SecurityAssociation(
            ChildAssociation.Number(ike["uniqueid"]),
            ike["state"],
            Join(Cipher(ike), ike["integ-alg"], ike["prf-alg"], ike["dh-group"], ike["ake1"]),
            ike["initiator-spi"], ike["responder-spi"],
            ike["local-host"], ike["remote-host"], ChildAssociation.Number(ike["remote-port"]),
            ike["remote-vips"],
            [.. ike.Inside("child-sas").Select(ChildAssociation.Of)])
        {
            Identity = ike["remote-id"],
            EapIdentity = ike["remote-eap-id"],
        };
    }

    internal static string Cipher(ViciSection section) =>
        section["encr-alg"] + (section["encr-keysize"] is { Length: > 0 } bits ? "-" + bits : "");

    internal static string Join(params string[] parts) => string.Join('/', parts.Where(part => part.Length > 0));
}
