using System.Security.Cryptography;
using System.Text;
using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Whether a certificate is one for the identity that was configured or that the gateway claims. Only the
/// subjectAltName counts, and the subject for distinguished names; a common name is never taken for a host
/// (RFC 9525 2).</summary>
public static class CertificateIdentity
{
    private const int LongestHost = 253;
    private const int LongestLabel = 63;

    /// <summary>A host name, whatever the case of its letters. A certificate's "*" stands for exactly one whole label,
    /// the leftmost, before at least two others (RFC 9525 6.3); the identity itself has no wildcard.</summary>
    public static bool MatchesHost(Certificate certificate, string host)
    {
        if (!IsHost(host, out string[] wanted))
            return false;
        return certificate.AlternativeNames.Any(
            name => name.Kind == GeneralNameKind.Dns && MatchesHost(name.ToString(), wanted));
    }

    /// <summary>An address of 4 or 16 bytes; an IPv4 address does not match its IPv6 form.</summary>
    public static bool MatchesAddress(Certificate certificate, ReadOnlySpan<byte> address) =>
        Any(certificate, GeneralNameKind.Ip, address, static (name, wanted) => name.SequenceEqual(wanted));

    /// <summary>A mailbox: the part before "@" as it is written, the host whatever the case (RFC 5280 7.5).</summary>
    public static bool MatchesEmail(Certificate certificate, ReadOnlySpan<byte> mailbox) =>
        Any(certificate, GeneralNameKind.Email, mailbox, static (name, wanted) =>
        {
            int at = wanted.LastIndexOf((byte)'@');
            return at > 0 && at < wanted.Length - 1 && name.Length == wanted.Length
                && name[..(at + 1)].SequenceEqual(wanted[..(at + 1)])
                && Ascii.EqualsIgnoreCase(name[(at + 1)..], wanted[(at + 1)..]);
        });

    /// <summary>A Name in DER (IKEv2's ID_DER_ASN1_DN), compared with the subject as RFC 5280 7.1 wants it: all parts
    /// in their order, whatever their case, blanks and kinds of string. Of any bytes that are no name, and of the
    /// empty name, the answer is false.</summary>
    public static bool MatchesName(Certificate certificate, ReadOnlySpan<byte> name)
    {
        using X509Name? wanted = name.Length <= 2 ? null : X509Name.TryParse(name);
        bool same = wanted is not null && wanted.Equals(certificate.Handle.SubjectName);
        GC.KeepAlive(certificate);
        return same;
    }

    /// <summary>The key itself, by SHA-256 of its SubjectPublicKeyInfo.</summary>
    public static bool MatchesKey(Certificate certificate, ReadOnlySpan<byte> publicKeyHash) =>
        CryptographicOperations.FixedTimeEquals(certificate.PublicKeyHash(), publicKeyHash);

    private static bool Any(
        Certificate certificate, GeneralNameKind kind, ReadOnlySpan<byte> wanted,
        Func<ReadOnlySpan<byte>, ReadOnlySpan<byte>, bool> matches)
    {
        foreach (GeneralName name in certificate.AlternativeNames)
        {
            if (name.Kind == kind && matches(name.Value.Span, wanted))
                return true;
        }
        return false;
    }

    private static bool MatchesHost(string pattern, string[] wanted)
    {
        string[] labels = pattern.Split('.');
        bool hasWildcard = labels[0] == "*" && labels.Length >= 3;
        if (labels.Length != wanted.Length)
            return false;
        for (int i = hasWildcard ? 1 : 0; i < labels.Length; i++)
        {
            if (!labels[i].Equals(wanted[i], StringComparison.OrdinalIgnoreCase))
                return false;
        }
        return true;
    }

    // Letters, digits, "-" and "_"; a dot at the end is only a way to write it. Numbers alone would be an address.
    private static bool IsHost(string host, out string[] labels)
    {
        labels = host.EndsWith('.') ? host[..^1].Split('.') : host.Split('.');
        return host.Length is > 0 and <= LongestHost
            && labels.All(label => label.Length is > 0 and <= LongestLabel
                && label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'))
            && !labels[^1].All(char.IsAsciiDigit);
    }
}
