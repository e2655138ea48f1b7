using System.Buffers.Binary;
using System.Security.Cryptography;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Protection;
using Holdfast.Ike.Resumption;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// A gateway that takes the tickets that it gave (RFC 5723), each once. Its proofs and checks are made by the platform's HMAC from the
/// words of the RFC. All else is answered by a <see cref="Responder"/>.
/// </summary>
internal sealed class ResumingGateway : IDisposable
{
    public const ulong Spi = 0x5e55_1011_0000_0001;

    private readonly Dictionary<string, (IkeSuite Suite, byte[] D, IdPayload Client)> _tickets = [];
    private readonly Dictionary<string, byte[]> _answers = [];
    private readonly SeededRandom _random = new(77);
    private readonly Responder _full = new(new SeededRandom(5));
    private byte[] _request = [];
    private byte[] _response = [];
    private byte[] _nonceI = [];
    private IkeKeys? _keys;
    private (IkeSuite Suite, byte[] D, IdPayload Client) _state;

    public byte[] Cookie { get; init; } = [];

    /// <summary>It knows nothing of the exchange, and is silent.</summary>
    public bool IsOld { get; init; }

    /// <summary>Nothing gets there, or nothing comes back.</summary>
    public bool IsAway { get; set; }

    public IdPayload Id { get; init; } = new(false, IdType.Fqdn, "gw.example.test"u8.ToArray());

    public Func<List<Payload>, List<Payload>> BendResume { get; init; } = p => p;

    public Func<List<Payload>, List<Payload>> BendAuth { get; init; } = p => p;

    public byte[] NonceR { get; } = RandomNumberGenerator.GetBytes(32);

    public byte[] NonceI => _nonceI;

    public IkeKeys Keys => _keys!;

    public Responder Full => _full;

    /// <summary>Inner payloads of IKE_AUTH requests of sessions that are resumed.</summary>
    public List<IReadOnlyList<Payload>> AuthRequests { get; } = [];

    /// <summary>IKE_SESSION_RESUME requests, each once.</summary>
    public int Resumes => _answers.Count;

    /// <summary>AUTH covers the messages and nothing else, as that of libreswan up to 5.4.</summary>
    public bool SignsMessagesAlone { get; init; }

    /// <summary>As libreswan up to 5.4: how the ends see each other is not in it.</summary>
    public static List<Payload> WithoutNatDetection(List<Payload> payloads) => [payloads[0]];

    /// <summary>A login at a gateway that gives tickets, and the ticket that came of it.</summary>
    /// <param name="isDirect">There is no NAT between.</param>
    public static ResumptionTicket Login(
        ResumingGateway? gateway = null, byte[]? data = null, Holdfast.Ike.IkeSettings? settings = null, bool isDirect = false)
    {
        Holdfast.Ike.IkePath way = TestSettings.Path;
        using Responder first = new(new SeededRandom(2))
        {
            BendAuth = p => [.. p, Grant(data ?? Data(3600))],
            PathAsSeen = new Holdfast.Ike.IkePath(way.Remote, 500, isDirect ? way.Local : IpAddress.Parse("192.0.2.1"), isDirect ? (ushort)500 : (ushort)23456),
        };
        Wires wires = Wires.Connected(first, settings);
        ResumptionTicket ticket = wires.Actions.OfType<TicketGranted>().Single().Ticket;
        IdPayload client = first.Requests[0].OfType<IdPayload>().First(i => i.IsInitiator);
        gateway?._tickets.Add(Convert.ToHexString(ticket.Opaque.Span), (first.Suite, first.Keys.D.ToArray(), client));
        return ticket;
    }

    public static NotifyPayload Grant(byte[] data) => Notifications.Of(NotifyType.TicketLtOpaque, data);

    public static byte[] Data(uint seconds, int length = 100)
    {
        byte[] data = new byte[4 + length];
        new Random(length).NextBytes(data);
        BinaryPrimitives.WriteUInt32BigEndian(data, seconds);
        return data;
    }

    public IReadOnlyList<byte[]> Handle(byte[] message)
    {
        bool isRead = IkeHeader.TryRead(message, out IkeHeader header, out _);
        if (IsAway || !isRead)
            return [];
        byte[]? answer = header.ExchangeType == ExchangeType.IkeSessionResume ? (IsOld ? null : HandleResume(header, message))
            : header.ResponderSpi == Spi ? HandleProtected(header, message)
            : _full.Handle(message);
        return answer is null ? [] : [answer];
    }

    public void Dispose()
    {
        _full.Dispose();
        _keys?.Dispose();
    }

    private byte[] HandleResume(IkeHeader header, byte[] message)
    {
        string key = Convert.ToHexString(message);
        return _answers.TryGetValue(key, out byte[]? known) ? known : _answers[key] = Answer(header, message);
    }

    private byte[] Answer(IkeHeader header, byte[] message)
    {
        PayloadChain.TryDecode(header.NextPayload, message.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> payloads, out _);
        if (Cookie.Length > 0 && payloads.Find(NotifyType.Cookie)?.Data.Span.SequenceEqual(Cookie) != true)
            return Plain(header, 0, Notifications.Of(NotifyType.Cookie, Cookie));
        string ticket = Convert.ToHexString(payloads.Find(NotifyType.TicketOpaque)!.Data.Span);
        if (!_tickets.Remove(ticket, out _state))
            return Plain(header, 0, Notifications.Of(NotifyType.TicketNack));
        _request = message;
        _nonceI = payloads.OfType<NoncePayload>().Single().Data.ToArray();
        _keys = ResumedKeys.Derive(
            _state.Suite, _state.D, new ExchangeNonces(_nonceI, NonceR), PlainMessage.Spis(header.InitiatorSpi, Spi));
        IpAddress gateway = TestSettings.Path.Remote;
        return _response = Plain(header, Spi, [.. BendResume(
        [
            new NoncePayload(NonceR),
            Notifications.Of(NotifyType.NatDetectionSourceIp, NatDetection.Digest(header.InitiatorSpi, Spi, gateway, 500)),
            Notifications.Of(NotifyType.NatDetectionDestinationIp, NatDetection.Digest(header.InitiatorSpi, Spi, gateway, 23456)),
        ])]);
    }

    private byte[]? HandleProtected(IkeHeader header, byte[] message)
    {
        using SkProtection inbound = SkProtection.Create(_state.Suite, _keys!.Ei, _keys.Ai, _random);
        using SkProtection outbound = SkProtection.Create(_state.Suite, _keys.Er, _keys.Ar, _random);
        bool isOpen = PayloadChain.TryDecode(header.NextPayload, message.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> outer, out _)
            & outer is [EncryptedPayload];
        if (!isOpen || !inbound.TryOpen(message, (EncryptedPayload)outer[0], out byte[] plaintext)
            || !PayloadChain.TryDecode(((EncryptedPayload)outer[0]).FirstInner, plaintext, out IReadOnlyList<Payload> payloads, out _)
            || header.IsResponse)
            return null;
        IReadOnlyList<Payload> answer = header.ExchangeType switch
        {
            ExchangeType.IkeAuth => AnswerAuth(payloads),
            ExchangeType.CreateChildSa => _full.Grant(payloads),
            _ => [],
        };
        IkeHeader reply = new(
            header.InitiatorSpi, Spi, PayloadType.None, 2, 0, header.ExchangeType, HeaderFlags.Response, header.MessageId, 0);
        return outbound.Seal(reply, answer);
    }

    private IReadOnlyList<Payload> AnswerAuth(IReadOnlyList<Payload> request)
    {
        AuthRequests.Add(request);
        IdPayload id = request.OfType<IdPayload>().First(i => i.IsInitiator);
        byte[] expected = Proof(_keys!.Pi, _request, NonceR, id);
        bool isRight = id == _state.Client && request.OfType<AuthPayload>().Single().Data.Span.SequenceEqual(expected)
            && !request.OfType<CertPayload>().Any();
        if (!isRight)
            return [Notifications.Of(NotifyType.AuthenticationFailed)];
        byte[] auth = Proof(_keys.Pr, _response, _nonceI, Id);
        return BendAuth([Id, new AuthPayload(AuthMethod.SharedKey, auth), .. Responder.GrantFirst(request, [0, 0, 0x77, 1])]);
    }

    /// <summary>prf(SK_px, message | nonce | prf(SK_px, ID)), all of them with HMAC-SHA2-256.</summary>
    private byte[] Proof(ReadOnlySpan<byte> key, byte[] message, byte[] nonce, IdPayload id)
    {
        if (SignsMessagesAlone)
            return HMACSHA256.HashData(key, message);
        byte[] identity = HMACSHA256.HashData(key, [(byte)id.IdType, 0, 0, 0, .. id.Data.Span]);
        return HMACSHA256.HashData(key, [.. message, .. nonce, .. identity]);
    }

    public static byte[] Plain(IkeHeader request, ulong spiR, params Payload[] payloads)
    {
        byte[] message = Responder.Plain(request, spiR, payloads);
        message[18] = (byte)ExchangeType.IkeSessionResume;
        return message;
    }
}
