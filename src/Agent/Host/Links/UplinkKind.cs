namespace Holdfast.Host.Links;

/// <summary>What a link is made of, as far as it can be told.</summary>
public enum UplinkKind
{
    Other,
    Ethernet,
    WiFi,
    Cellular,
}
