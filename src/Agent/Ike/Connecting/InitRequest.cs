using Holdfast.Crypto;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Redirects;
using Holdfast.Wire;

namespace Holdfast.Ike.Connecting;

/// <summary>
/// Our IKE_SA_INIT request with one group's key exchange. A cookie makes another message of it, with everything else
/// unchanged (RFC 7296 section 2.6).
/// </summary>
public sealed class InitRequest(KeyExchangeMethod group, KeyExchange keyExchange) : IDisposable
{
    public KeyExchangeMethod Group { get; } = group;

    public KeyExchange KeyExchange { get; } = keyExchange;

    /// <summary>The cookie in <see cref="Message"/>; empty without one.</summary>
    public ReadOnlyMemory<byte> Cookie { get; private set; }

    /// <summary>As it was last sent.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>
    /// More than one message was made of it, so that a response does not tell for sure which one it answers.
    /// </summary>
    public bool IsAmbiguous { get; private set; }

    public void Build(SessionContext context, ulong spi, byte[] nonce, ReadOnlyMemory<byte> cookie)
    {
        IsAmbiguous = !Message.IsEmpty;
        Cookie = cookie;
        Message = PlainMessage.Build(spi, Payloads(context, spi, nonce));
    }

    public void Dispose() => KeyExchange.Dispose();

    private List<Payload> Payloads(SessionContext context, ulong spi, byte[] nonce)
    {
        IkeSettings settings = context.Settings;
        List<Payload> payloads = [];
        if (!Cookie.IsEmpty)
            payloads.Add(Notifications.Of(NotifyType.Cookie, Cookie));
        payloads.Add(new SaPayload(settings.IkeProposals));
        payloads.Add(new KePayload(Group, KeyExchange.PublicValue.ToArray()));
        payloads.Add(new NoncePayload(nonce));
        payloads.AddRange(NatDetection.Build(spi, 0, context.Path, settings.ForceEncapsulation));
        if (settings.Fragmentation)
            payloads.Add(Notifications.Of(NotifyType.Ikev2FragmentationSupported));
        payloads.Add(Notifications.Of(NotifyType.SignatureHashAlgorithms, SignatureHashes.Supported));
        if (settings.Ppk is not null)
            payloads.Add(Notifications.Of(NotifyType.UsePpk));
        if (AdditionalExchange.AreOffered(settings.IkeProposals))
            payloads.Add(Notifications.Of(NotifyType.IntermediateExchangeSupported));
        payloads.AddRange(Redirection.Announce(settings));
        if (settings.FullTranscript)
            payloads.Add(Notifications.Of(NotifyType.IkeSaInitFullTranscriptAuth));
        return payloads;
    }
}
