using Holdfast.Crypto;
using Holdfast.Ike.Login;
using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>Login by EAP (RFC 7296 section 2.16).</summary>
/// <param name="Identity">What EAP's identity request is answered with, UTF-8; the name for the methods' passwords too.</param>
/// <param name="Password">UTF-8.</param>
/// <param name="Methods">Those allowed, best first.</param>
public sealed record EapLogin(ReadOnlyMemory<byte> Identity, SecretBytes Password, IReadOnlyList<EapType> Methods) : Credential
{
    /// <summary>Of the methods on TLS whose server asks for it; null: none, and EAP-TLS is not to be had.</summary>
    public CertifiedKey? Key { get; init; }

    /// <summary>EAP-TTLS carries EAP, not MS-CHAPv2 by itself.</summary>
    public bool HasEapInTtls { get; init; }

    /// <summary>Those of <see cref="Methods"/> that there is a credential for.</summary>
    public IEnumerable<EapType> Usable => Methods.Where(method => method != EapType.Tls || Key is not null);

    /// <summary>
    /// What tells nothing but the domain, for whoever has yet to prove to be the gateway; itself where no method tells the name later.
    /// </summary>
    public ReadOnlyMemory<byte> OuterIdentity => Usable.All(method => method is EapType.Ttls or EapType.Peap)
        ? (byte[])[.. "anonymous"u8, .. Identity.Span[DomainStart..]]
        : Identity;

    private int DomainStart => Identity.Span.LastIndexOf((byte)'@') is >= 0 and var at ? at : Identity.Length;

    protected override void DisposeKeys()
    {
        Password.Dispose();
        Key?.Dispose();
    }
}
