namespace Holdfast.Host.Net;

/// <summary>Where sockets put what arrives. The bytes are the receiver's until it returns, also to write to.</summary>
public interface IDatagramSink
{
    /// <summary>An IKE message, without marker.</summary>
    void HandleIke(ReadOnlySpan<byte> message);

    /// <summary>Whether this SPI is of an inbound Child SA of this sink's.</summary>
    bool OwnsChild(uint spi);

    /// <param name="spi">Of the packet, as it stands there.</param>
    /// <param name="slab">The packet, and behind it room for what transport mode puts back.</param>
    /// <param name="length">Of the packet.</param>
    void HandleEsp(uint spi, Span<byte> slab, int length);

    /// <summary>All that had arrived was handed over.</summary>
    void HandleBurstEnd();

    /// <summary>The network says that the gateway can't be reached; anyone can make it say so.</summary>
    void HandleUnreachable();

    /// <summary>The network says that less than before fits through the path; the kernel has taken it for true.</summary>
    void HandlePathMtu();
}
