namespace Holdfast.Wire;

/// <summary>Traffic selector types, RFC 7296 section 3.13.1.</summary>
public enum TrafficSelectorType : byte
{
    Ipv4AddressRange = 7,
    Ipv6AddressRange = 8,

    /// <summary>RFC 4595.</summary>
    FibreChannelAddressRange = 9,

    /// <summary>RFC 9478.</summary>
    SecurityLabel = 10,
}
