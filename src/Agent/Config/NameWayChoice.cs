namespace Holdfast.Config;

/// <summary>Where the tunnel's name servers are put.</summary>
public enum NameWayChoice
{
    /// <summary>Where this system keeps its own.</summary>
    Auto,

    /// <summary>systemd-resolved.</summary>
    Resolved,
    Resolvconf,
    Dnsmasq,

    /// <summary>/etc/resolv.conf.</summary>
    File,
}
