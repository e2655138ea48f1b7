using Holdfast.Wire;

namespace Holdfast.Ike.Eap;

/// <summary>The methods that there are.</summary>
public static class EapMethods
{
    public static EapMethod Create(EapType type, SessionContext context, EapLogin login) => type switch
    {
        EapType.MschapV2 => new MschapV2Method(context, login),
        EapType.Md5Challenge => new Md5Method(login),
        EapType.GenericTokenCard => new TokenMethod(login),
        EapType.Tls => new EapTlsMethod(context, login),
        EapType.Ttls when login.HasEapInTtls => new TtlsEapMethod(context, login),
        EapType.Ttls => new TtlsMethod(context, login),
        EapType.Peap => new PeapMethod(context, login),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    public static string NameOf(EapType type) => type switch
    {
        EapType.MschapV2 => "EAP-MSCHAPv2",
        EapType.Md5Challenge => "EAP-MD5",
        EapType.GenericTokenCard => "EAP-GTC",
        EapType.Tls => "EAP-TLS",
        EapType.Ttls => "EAP-TTLS",
        EapType.Peap => "PEAP",
        EapType.Identity => "an EAP identity",
        _ => $"EAP method {(int)type}",
    };
}
