namespace Holdfast.Crypto;

/// <summary>What the leaf is to do.</summary>
public enum PathPurpose
{
    /// <summary>Sign an IKEv2 AUTH as the gateway: serverAuth, iKEIntermediate, ipsecIKE or any, where there is an
    /// extended key usage; digitalSignature or nonRepudiation, where there is a key usage (RFC 4945 5.1.3.2).</summary>
    Gateway,

    /// <summary>Be the TLS server inside EAP-TLS: serverAuth or any; digitalSignature or keyEncipherment or
    /// keyAgreement.</summary>
    TlsServer,

    /// <summary>The path alone, as RFC 5280 6.1 defines it.</summary>
    Any,
}
