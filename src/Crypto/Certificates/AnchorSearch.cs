using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Looks among many certificates for those that could be anchors of a received chain, and keeps only these:
/// whose subject issued one of it, or that are themselves in it.</summary>
internal sealed class AnchorSearch
{
    /// <summary>More than a rollover can leave behind under one name.</summary>
    private const int MostAnchors = 32;

    private readonly List<Certificate> _found = [];
    private readonly Dictionary<string, X509Name> _wanted = [];

    internal AnchorSearch(IEnumerable<Certificate> received)
    {
        foreach (Certificate certificate in received)
        {
            Want(Encode(certificate.Handle.IssuerName));
            Want(certificate.ExportSubject());
        }
    }

    internal IReadOnlyList<Certificate> Found => _found;

    /// <summary>A candidate in DER; what is no certificate is no anchor.</summary>
    internal void Offer(ReadOnlySpan<byte> der)
    {
        if (_found.Count < MostAnchors && TryFindSubject(der, out ReadOnlySpan<byte> subject) && IsWanted(subject)
            && Certificate.TryParse(der, out Certificate? certificate, out _))
            _found.Add(certificate);
    }

    private static unsafe byte[] Encode(nint name) => Asn1.Encode(name, LibCryptoX509.i2d_X509_NAME);

    private void Want(byte[] name)
    {
        string key = Convert.ToHexString(name);
        if (!_wanted.ContainsKey(key) && X509Name.TryParse(name) is { } parsed)
            _wanted.Add(key, parsed);
    }

    private bool IsWanted(ReadOnlySpan<byte> subject)
    {
        using X509Name? name = X509Name.TryParse(subject);
        if (name is null)
            return false;
        foreach (X509Name wanted in _wanted.Values)
        {
            if (wanted.Equals(name.Pointer))
                return true;
        }
        return false;
    }

    /// <summary>The subject of a certificate, as it is encoded, without a look at the rest.</summary>
    private static bool TryFindSubject(ReadOnlySpan<byte> der, out ReadOnlySpan<byte> subject)
    {
        subject = default;
        var outer = new DerReader(der);
        if (!outer.TryReadLast(Der.Sequence, out ReadOnlySpan<byte> certificate))
            return false;
        var signed = new DerReader(certificate);
        if (!signed.TryRead(Der.Sequence, out ReadOnlySpan<byte> content))
            return false;
        var reader = new DerReader(content);
        reader.TrySkip(Der.Context(0)); // the version, where it is not the default
        return reader.TrySkip(Der.Integer) // serial number
            && reader.TrySkip(Der.Sequence) // signature
            && reader.TrySkip(Der.Sequence) // issuer
            && reader.TrySkip(Der.Sequence) // validity
            && reader.TryReadWhole(Der.Sequence, out subject);
    }
}
