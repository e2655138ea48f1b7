namespace Holdfast.Host.Net;

/// <summary>For whom a <see cref="TcpLink"/> is.</summary>
public interface ILinkOwner
{
    /// <summary>An IKE message, without marker.</summary>
    void HandleIke(TcpLink link, ReadOnlySpan<byte> message);

    /// <summary>All that had arrived was handed over.</summary>
    void HandleBurstEnd(TcpLink link);

    /// <summary>The connection stands.</summary>
    void HandleConnected(TcpLink link);

    /// <summary>Another connection is made in the place of one that is lost: all that waits goes that way.</summary>
    void HandleRenewed(TcpLink link);
}
