using Holdfast.Wire;

namespace Holdfast.Ike.Exchange;

/// <summary>Notify payloads about the IKE SA itself: no protocol, no SPI (RFC 7296 section 3.10).</summary>
public static class Notifications
{
    public static NotifyPayload Of(NotifyType type, ReadOnlyMemory<byte> data = default) =>
        new(ProtocolId.None, default, type, data);
}
