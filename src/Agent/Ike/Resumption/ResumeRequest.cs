using Holdfast.Ike.Connecting;
using Holdfast.Ike.Exchange;
using Holdfast.Wire;

namespace Holdfast.Ike.Resumption;

/// <summary>
/// Our IKE_SESSION_RESUME request (RFC 5723 section 4.3.1) under one SPI and nonce. What says how the two ends see each other goes
/// along as in IKE_SA_INIT, as none of it comes from the ticket.
/// </summary>
public sealed class ResumeRequest
{
    /// <summary>A forger of demands makes us build no more than this.</summary>
    private const int MaximumBuilt = 16;

    private readonly SessionContext _context;
    private readonly ReadOnlyMemory<byte> _ticket;
    private int _built;

    public ResumeRequest(SessionContext context, ReadOnlyMemory<byte> ticket)
    {
        (_context, _ticket) = (context, ticket);
        Spi = context.RandomIkeSpi();
        Nonce = context.RandomBytes(32);
        Build();
    }

    public ulong Spi { get; }

    public byte[] Nonce { get; }

    /// <summary>As it was last sent.</summary>
    public ReadOnlyMemory<byte> Message { get; private set; }

    /// <summary>The cookie in <see cref="Message"/>; empty without one.</summary>
    public ReadOnlyMemory<byte> Cookie { get; private set; }

    /// <summary>Anew with a cookie (RFC 7296 section 2.6); false for one that is none, or was answered before.</summary>
    public bool TryPutIn(ReadOnlyMemory<byte> cookie)
    {
        bool isNew = cookie.Length is > 0 and <= CookieJar.MaximumLength && !cookie.Span.SequenceEqual(Cookie.Span);
        if (!isNew || _built >= MaximumBuilt)
            return false;
        Cookie = cookie;
        Build();
        return true;
    }

    private void Build()
    {
        _built++;
        List<Payload> payloads = [];
        if (!Cookie.IsEmpty)
            payloads.Add(Notifications.Of(NotifyType.Cookie, Cookie));
        payloads.Add(new NoncePayload(Nonce));
        payloads.Add(Notifications.Of(NotifyType.TicketOpaque, _ticket));
        payloads.AddRange(NatDetection.Build(Spi, 0, _context.Path, _context.Settings.ForceEncapsulation));
        if (_context.Settings.Fragmentation)
            payloads.Add(Notifications.Of(NotifyType.Ikev2FragmentationSupported));
        Message = PlainMessage.Build(Spi, payloads, ExchangeType.IkeSessionResume);
    }
}
