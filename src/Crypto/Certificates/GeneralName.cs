using System.Net;
using System.Text;

namespace Holdfast.Crypto;

public enum GeneralNameKind
{
    Dns,
    Email,
    Ip,
    Uri,
}

/// <summary>One entry of a subjectAltName (RFC 5280 4.2.1.6).</summary>
/// <param name="Kind">Entries of other kinds are left out.</param>
/// <param name="Value">Printable ASCII without blanks; of an address the 4 or 16 bytes.</param>
public readonly record struct GeneralName(GeneralNameKind Kind, ReadOnlyMemory<byte> Value)
{
    public override string ToString() => Kind == GeneralNameKind.Ip && Value.Length is (4 or 16)
        ? new IPAddress(Value.Span).ToString()
        : Encoding.ASCII.GetString(Value.Span);
}
