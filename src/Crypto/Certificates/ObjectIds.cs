namespace Holdfast.Crypto;

/// <summary>Key purposes (RFC 5280 4.2.1.12, RFC 4945 5.1.3.12), as their identifiers' hexadecimal digits.</summary>
internal static class ObjectIds
{
    internal const string AnyPurpose = "551d2500";
    internal const string ServerAuth = "2b06010505070301";
    internal const string ClientAuth = "2b06010505070302";
    internal const string IpsecIke = "2b06010505070311";

    /// <summary>iKEIntermediate, 1.3.6.1.5.5.8.2.2, which never became a standard.</summary>
    internal const string IkeIntermediate = "2b06010505080202";
}
