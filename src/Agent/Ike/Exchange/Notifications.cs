using Holdfast.Wire;

namespace Holdfast.Ike.Exchange;

/// <summary>Making Notify payloads, and finding them in what was received (RFC 7296 section 3.10).</summary>
public static class Notifications
{
    /// <summary>About the IKE SA itself, or the whole message: no protocol, no SPI.</summary>
    public static NotifyPayload Of(NotifyType type, ReadOnlyMemory<byte> data = default) =>
        new(ProtocolId.None, default, type, data);

    /// <summary>INVALID_KE_PAYLOAD with the group that is wanted instead (RFC 7296 section 1.3).</summary>
    public static NotifyPayload InvalidKe(KeyExchangeMethod wanted) =>
        Of(NotifyType.InvalidKePayload, new[] { (byte)((ushort)wanted >> 8), (byte)wanted });

    /// <summary>About one Child SA, by the SPI that the sender of the notification receives with.</summary>
    public static NotifyPayload OfChild(NotifyType type, uint spi) => new(ProtocolId.Esp, SpiOctets.From(spi), type, default);

    public static bool Has(this IReadOnlyList<Payload> payloads, NotifyType type) => payloads.Find(type) is not null;

    public static NotifyPayload? Find(this IReadOnlyList<Payload> payloads, NotifyType type) =>
        payloads.OfType<NotifyPayload>().FirstOrDefault(n => n.NotifyType == type);

    public static NotifyPayload? FindError(this IReadOnlyList<Payload> payloads) =>
        payloads.OfType<NotifyPayload>().FirstOrDefault(n => n.IsError);
}
