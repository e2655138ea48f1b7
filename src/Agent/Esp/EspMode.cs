namespace Holdfast.Esp;

/// <summary>What ESP carries (RFC 4301 section 4.1).</summary>
public enum EspMode
{
    /// <summary>Whole IP packets.</summary>
    Tunnel,

    /// <summary>What follows the IP header of packets between the two ends themselves.</summary>
    Transport,
}
