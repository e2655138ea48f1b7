using Holdfast.Esp;

namespace Holdfast.Host.Data;

/// <summary>What the pump needs of the session that carries the traffic.</summary>
public interface ITunnelEnd
{
    DataPath Path { get; }

    /// <summary>False when the socket would not take it: the packet is lost, as in any full queue.</summary>
    bool TrySendEsp(ReadOnlySpan<byte> packet);

    /// <summary>A burst of packets is through; one of them may have brought a Child SA to its limit.</summary>
    void HandleBurstEnd();
}
