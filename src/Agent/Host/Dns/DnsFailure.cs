namespace Holdfast.Host.Dns;

/// <summary>Why a name has no address. Of two families that failed differently, the one further down counts.</summary>
public enum DnsFailure
{
    /// <summary>The name is there but has no usable address.</summary>
    NoAddress,

    /// <summary>Every server refused, failed or could not be reached.</summary>
    ServerFailure,

    /// <summary>Servers were asked and did not answer in time.</summary>
    Timeout,

    /// <summary>NXDOMAIN.</summary>
    NoSuchName,

    /// <summary>resolv.conf names no server.</summary>
    NoServer,

    /// <summary>The text is no host name.</summary>
    InvalidName,
}
