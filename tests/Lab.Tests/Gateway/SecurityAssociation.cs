using System.Globalization;
using System.Text.RegularExpressions;

namespace Holdfast.Lab.Gateway;

/// <summary>An IKE SA and its first Child SA as `swanctl --list-sas --raw` names them.</summary>
/// <param name="Ike">Encryption[-bits][/integrity]/prf/group.</param>
/// <param name="Esp">Encryption[-bits], empty without a Child SA.</param>
public sealed partial record SecurityAssociation(
    string State, string Ike, string Esp, int RemotePort, string RemoteAddresses)
{
    /// <param name="raw">One "list-sa event {…}" line.</param>
    public static SecurityAssociation Parse(string raw)
    {
        var split = raw.IndexOf("child-sas {", StringComparison.Ordinal);
        var (ike, child) = split < 0 ? (raw, "") : (raw[..split], raw[split..]);
        string[] suite = [Cipher(ike), Value(ike, "integ-alg"), Value(ike, "prf-alg"), Value(ike, "dh-group")];
        return new SecurityAssociation(
            Value(ike, "state"),
            string.Join('/', suite.Where(part => part.Length > 0)),
            Cipher(child),
            int.Parse(Value(ike, "remote-port"), CultureInfo.InvariantCulture),
            VirtualAddresses().Match(ike).Groups[1].Value);
    }

    private static string Cipher(string text)
    {
        var bits = Value(text, "encr-keysize");
        return Value(text, "encr-alg") + (bits.Length > 0 ? "-" + bits : "");
    }

    private static string Value(string text, string key) =>
        Regex.Match(text, $@"(?<=[ {{]){Regex.Escape(key)}=(\S*?)(?=[ }}])").Groups[1].Value;

    [GeneratedRegex(@"remote-vips=\[([^\]]*)\]")]
    private static partial Regex VirtualAddresses();
}
