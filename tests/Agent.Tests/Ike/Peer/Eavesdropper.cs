using System.Buffers.Binary;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Protection;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>Reads the messages of a pair with the keys that both ends hand out, and says in a few words what each one means.</summary>
internal sealed class Eavesdropper
{
    private readonly Dictionary<(ulong Initiator, ulong Responder, bool FromInitiator), SkProtection> _protections = [];

    public void Learn(ExportIkeKeys export)
    {
        if (_protections.ContainsKey((export.InitiatorSpi, export.ResponderSpi, true)))
            return;
        foreach (bool fromInitiator in new[] { true, false })
        {
            _protections[(export.InitiatorSpi, export.ResponderSpi, fromInitiator)] = SkProtection.Create(
                export.Suite,
                fromInitiator ? export.Keys.Ei : export.Keys.Er,
                fromInitiator ? export.Keys.Ai : export.Keys.Ar,
                new ScriptedRandom(1));
        }
    }

    public IReadOnlyList<Payload> Open(byte[] message, out IkeHeader header)
    {
        bool isRead = IkeHeader.TryRead(message, out header, out _);
        SkProtection protection = _protections[(header.InitiatorSpi, header.ResponderSpi, header.FromInitiator)];
        IReadOnlyList<Payload> payloads = [];
        bool isOpen = isRead
            && PayloadChain.TryDecode(header.NextPayload, message.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> outer, out _)
            && outer is [EncryptedPayload sk]
            && protection.TryOpen(message, sk, out byte[] plaintext)
            && PayloadChain.TryDecode(sk.FirstInner, plaintext, out payloads, out _);
        return isOpen ? payloads : throw new InvalidOperationException("a message of the pair does not open");
    }

    /// <summary>The same message, by its header, with other payloads.</summary>
    public byte[] Reseal(byte[] message, IReadOnlyList<Payload> payloads)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        return _protections[(header.InitiatorSpi, header.ResponderSpi, header.FromInitiator)].Seal(header, payloads);
    }

    /// <summary>
    /// "rekey 1001", "create child", "rekey ike", "delete 1001", "delete ike", "alive?"; in answers "child", "ike", "deleted 2001",
    /// "ok"; with IKE_FOLLOWUP_KE "send ke MlKem768" and "ke MlKem768"; or the name of an error notification.
    /// </summary>
    public string Say(byte[] message)
    {
        IReadOnlyList<Payload> payloads = Open(message, out IkeHeader header);
        if (payloads.FindError() is { } error)
            return $"{error.NotifyType}{(error.NotifyType == NotifyType.InvalidKePayload ? $" {error.Data.Span[1]}" : "")}";
        if (payloads.OfType<DeletePayload>().FirstOrDefault() is { } delete)
            return Say(delete, header.IsResponse);
        if (header.ExchangeType == ExchangeType.IkeFollowupKe)
            return $"{(header.IsResponse ? "" : "send ")}ke {payloads.OfType<KePayload>().Single().Method}";
        if (payloads.OfType<SaPayload>().Any())
            return SayCreate(payloads, header.IsResponse);
        if (payloads.Has(NotifyType.UpdateSaAddresses))
            return "move";
        return header.IsResponse ? "ok" : "alive?";
    }

    private static string Say(DeletePayload delete, bool isResponse)
    {
        string what = delete.Protocol == ProtocolId.Ike ? "ike" : string.Join(",", delete.Spis.Select(s => $"{s:x}"));
        return $"{(isResponse ? "deleted" : "delete")} {what}";
    }

    private static string SayCreate(IReadOnlyList<Payload> payloads, bool isResponse)
    {
        if (payloads.Find(NotifyType.RekeySa) is { } rekey)
            return $"rekey {BinaryPrimitives.ReadUInt32BigEndian(rekey.Spi.Span):x}";
        string what = payloads.OfType<TsPayload>().Any() ? "child" : "ike";
        return (what, isResponse) switch
        {
            (_, true) => what,
            ("ike", _) => "rekey ike",
            _ => "create child",
        };
    }
}
