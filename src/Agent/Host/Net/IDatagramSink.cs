namespace Holdfast.Host.Net;

/// <summary>Where sockets put what arrives. The bytes are the receiver's until it returns, also to write to.</summary>
public interface IDatagramSink
{
    /// <summary>An IKE message, without marker.</summary>
    void HandleIke(ReadOnlySpan<byte> message);

    /// <summary>All that had arrived was handed over.</summary>
    void HandleBurstEnd();

    /// <summary>The network says that the gateway can't be reached; anyone can make it say so.</summary>
    void HandleUnreachable();

    /// <summary>The network says that less than before fits through the path; the kernel has taken it for true.</summary>
    void HandlePathMtu();
}
