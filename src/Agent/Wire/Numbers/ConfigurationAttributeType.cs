namespace Holdfast.Wire;

/// <summary>Configuration attribute types (15 bits), RFC 7296 section 3.15.1 and IANA.</summary>
public enum ConfigurationAttributeType : ushort
{
    InternalIp4Address = 1,
    InternalIp4Netmask = 2,
    InternalIp4Dns = 3,
    InternalIp4Nbns = 4,
    InternalIp4Dhcp = 6,
    ApplicationVersion = 7,
    InternalIp6Address = 8,
    InternalIp6Dns = 10,
    InternalIp6Dhcp = 12,
    InternalIp4Subnet = 13,
    SupportedAttributes = 14,
    InternalIp6Subnet = 15,
    MobileIp6HomePrefix = 16,
    InternalIp6Link = 17,
    InternalIp6Prefix = 18,
    HomeAgentAddress = 19,
    PCscfIp4Address = 20,
    PCscfIp6Address = 21,

    /// <summary>RFC 8598.</summary>
    InternalDnsDomain = 25,

    /// <summary>RFC 8598.</summary>
    InternalDnssecTa = 26,

    /// <summary>RFC 9464, as the next two.</summary>
    EncryptedDnsIp4 = 27,
    EncryptedDnsIp6 = 28,
    EncryptedDnsDigestInfo = 29,
}
