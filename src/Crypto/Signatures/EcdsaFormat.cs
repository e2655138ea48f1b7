namespace Holdfast.Crypto;

/// <summary>How an ECDSA signature is laid out; other signatures have one layout only.</summary>
public enum EcdsaFormat
{
    /// <summary>Ecdsa-Sig-Value in DER: certificates, and IKEv2's digital signature method (RFC 7427).</summary>
    Der,

    /// <summary>r|s, each as long as the field: IKEv2's methods 9 to 11 (RFC 4754).</summary>
    Fixed,
}
