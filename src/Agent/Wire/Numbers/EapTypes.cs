namespace Holdfast.Wire;

public static class EapTypes
{
    /// <summary>
    /// By TLS: the server shows a certificate, the method makes a key, and nobody can guess a password from it, so it may stand for
    /// the gateway's AUTH (RFC 5998 section 4).
    /// </summary>
    public static bool ProvesServer(this EapType type) => type is EapType.Tls or EapType.Ttls or EapType.Peap;
}
