using System.Buffers.Binary;
using System.Text;
using Holdfast.Crypto;
using Holdfast.Ike;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Ike.Protection;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// A small gateway for the tests: accepts the first proposal that it can, one Child SA, and lets a test bend each answer.
/// It remembers answers, so that a request that comes twice is answered the same way twice.
/// </summary>
internal sealed class Responder(IRandom random, string secret = TestSettings.Secret) : IDisposable
{
    private readonly Dictionary<string, byte[]> _initAnswers = [];
    private readonly Dictionary<uint, byte[]> _answers = [];
    private readonly byte[] _nonce = Random(random, 32);
    private readonly ulong _spi = BinaryPrimitives.ReadUInt64BigEndian(Random(random, 8)) | 1;
    private byte[] _initRequest = [];
    private IReadOnlyList<Payload> _authRequest = [];
    private IReadOnlyList<Payload> _firstRequest = [];
    private byte[] _initResponse = [];
    private byte[] _initiatorNonce = [];
    private byte[] _intAuth = [];
    private bool _signsAll;
    private ulong _initiatorSpi;
    private IkeSuite? _suite;
    private IkeKeys? _keys;
    private SkProtection? _outbound;
    private SkProtection? _inbound;
    private uint _nextRequestId;

    /// <summary>Groups that it takes a KE payload of.</summary>
    public List<KeyExchangeMethod> Groups { get; init; } =
        [KeyExchangeMethod.Curve25519, KeyExchangeMethod.Ecp256, KeyExchangeMethod.Modp2048];

    public byte[] Cookie { get; init; } = [];

    public IdPayload Id { get; init; } = new(false, IdType.Fqdn, "gw.example.test"u8.ToArray());

    public IkePath PathAsSeen { get; init; } =
        new(IpAddress.Parse("192.0.2.2"), 500, IpAddress.Parse("192.0.2.1"), 23456);

    public Func<List<Payload>, List<Payload>> BendInit { get; init; } = p => p;

    public Func<List<Payload>, List<Payload>> BendAuth { get; init; } = p => p;

    /// <summary>CERT and AUTH over the octets to be signed, in place of AUTH by the secret.</summary>
    public Func<byte[], IEnumerable<Payload>>? Prove { get; init; }

    /// <summary>With it, the initiator logs in by EAP.</summary>
    public EapScript? Eap { get; init; }

    /// <summary>With it, the gateway announces to use a PPK, where it is asked for.</summary>
    public PpkScript? Ppk { get; init; }

    /// <summary>With it, proposals with additional key exchanges are taken; else they are skipped.</summary>
    public FurtherScript? Further { get; init; }

    /// <summary>It announces that AUTH covers both messages of IKE_SA_INIT, and does so where the initiator announces it.</summary>
    public bool FullTranscript { get; init; }

    /// <summary>With <see cref="Eap"/>: the initiator shows the secret in a round before it (RFC 4739).</summary>
    public bool KeyFirst { get; init; }

    /// <summary>With <see cref="Eap"/>: no AUTH of its own (RFC 5998).</summary>
    public bool EapOnly { get; init; }

    public uint EspSpi { get; } = BinaryPrimitives.ReadUInt32BigEndian(Random(random, 4)) | 0x1000;

    public uint InitiatorEspSpi { get; private set; }

    public bool IsAuthenticated { get; private set; }

    public bool IsDeleted { get; private set; }

    public HashSet<uint> DeletedChildren { get; } = [];

    /// <summary>Payloads of the last protected message that was opened.</summary>
    public IReadOnlyList<Payload> LastPayloads { get; private set; } = [];

    /// <summary>Inner payloads of the initiator's answers, by message ID.</summary>
    public Dictionary<uint, IReadOnlyList<Payload>> Responses { get; } = [];

    public IkeKeys Keys => _keys!;

    public IkeSuite Suite => _suite!;

    /// <summary>The answer, or null where there is nothing to say.</summary>
    public byte[]? Handle(ReadOnlySpan<byte> message)
    {
        if (!IkeHeader.TryRead(message, out IkeHeader header, out _))
            return null;
        if (header.ExchangeType == ExchangeType.IkeSaInit)
            return HandleInit(header, message);
        if (_initAnswers.TryGetValue(Convert.ToHexString(message), out byte[]? repeated))
            return repeated;
        if (_inbound is null || !TryOpen(header, message, out IReadOnlyList<Payload> payloads))
            return null;
        LastPayloads = payloads;
        if (header.IsResponse)
        {
            Responses[header.MessageId] = payloads;
            return null;
        }

        if (!_answers.TryGetValue(header.MessageId, out byte[]? answer))
        {
            IReadOnlyList<Payload> reply = Answer(header, payloads);
            _answers[header.MessageId] = answer = Seal(header.ExchangeType, true, header.MessageId, reply);
            if (header.ExchangeType == ExchangeType.IkeIntermediate)
                Renew(header, message, payloads, answer, reply);
        }

        return answer;
    }

    /// <summary>The keys after an IKE_INTERMEDIATE; its repetitions come under the old ones, and are known by their bytes.</summary>
    private void Renew(
        IkeHeader header, ReadOnlySpan<byte> message, IReadOnlyList<Payload> request, byte[] answer, IReadOnlyList<Payload> reply)
    {
        _initAnswers[Convert.ToHexString(message)] = answer;
        IkeHeader own = Header(ExchangeType.IkeIntermediate, true, header.MessageId);
        IkeKeys next = Further!.Renew(_suite!, _keys!, (header, request), (own, reply), new ExchangeNonces(_initiatorNonce, _nonce));
        Dispose();
        _keys = next;
        _outbound = SkProtection.Create(_suite!, next.Er, next.Ar, random);
        _inbound = SkProtection.Create(_suite!, next.Ei, next.Ai, random);
    }

    /// <summary>A request of the gateway's own.</summary>
    public byte[] Request(ExchangeType exchange, params Payload[] payloads) => Seal(exchange, false, _nextRequestId++, payloads);

    public byte[] Seal(ExchangeType exchange, bool isResponse, uint id, IReadOnlyList<Payload> payloads) =>
        _outbound!.Seal(Header(exchange, isResponse, id), payloads);

    public void Dispose()
    {
        _outbound?.Dispose();
        _inbound?.Dispose();
        _keys?.Dispose();
    }

    /// <summary>What a CREATE_CHILD_SA is answered with; a gateway that takes none by default.</summary>
    public Func<IReadOnlyList<Payload>, IReadOnlyList<Payload>> AnswerCreate { get; set; } =
        _ => [Notifications.Of(NotifyType.NoAdditionalSas)];

    /// <summary>What an INFORMATIONAL is answered with.</summary>
    public Func<IReadOnlyList<Payload>, IReadOnlyList<Payload>> AnswerInformational { get; set; } = _ => [];

    /// <summary>A right answer to a request for a Child SA, new or as a rekey, without a key exchange.</summary>
    public List<Payload> Grant(IReadOnlyList<Payload> request)
    {
        Proposal offer = request.OfType<SaPayload>().Single().Proposals[0];
        Proposal chosen = offer with
        {
            Spi = Random(random, 4),
            Transforms = [.. offer.Transforms.GroupBy(t => t.Type).Select(g => g.First())],
        };
        return [new SaPayload([chosen]), new NoncePayload(Random(random, 32)), .. request.OfType<TsPayload>()];
    }

    /// <summary>Every request after IKE_SA_INIT, once.</summary>
    public List<IReadOnlyList<Payload>> Requests { get; } = [];

    private IReadOnlyList<Payload> Answer(IkeHeader header, IReadOnlyList<Payload> payloads)
    {
        Requests.Add(payloads);
        if (header.ExchangeType == ExchangeType.IkeIntermediate)
            return Further!.Answer(payloads, random);
        if (header.ExchangeType == ExchangeType.IkeAuth)
        {
            if (payloads.OfType<IdPayload>().Any())
                _intAuth = Further?.IntAuth(header.MessageId) ?? [];
            return BendAuth(AnswerAuth(payloads));
        }

        if (header.ExchangeType == ExchangeType.CreateChildSa)
            return AnswerCreate(payloads);
        DeletedChildren.UnionWith(payloads.OfType<DeletePayload>().Where(d => d.Protocol == ProtocolId.Esp).SelectMany(d => d.Spis));
        IsDeleted |= payloads.OfType<DeletePayload>().Any(d => d.Protocol == ProtocolId.Ike);
        return AnswerInformational(payloads);
    }

    private byte[]? HandleInit(IkeHeader header, ReadOnlySpan<byte> message)
    {
        string key = Convert.ToHexString(message);
        if (_initAnswers.TryGetValue(key, out byte[]? known))
            return known;
        PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> request, out _);
        NotifyPayload? cookie = request.OfType<NotifyPayload>().FirstOrDefault(n => n.NotifyType == NotifyType.Cookie);
        KePayload ke = request.OfType<KePayload>().Single();
        bool cookieFits = Cookie.Length == 0 || (cookie is not null && cookie.Data.Span.SequenceEqual(Cookie));
        byte[] answer = !cookieFits
            ? Plain(header, 0, [Notifications.Of(NotifyType.Cookie, Cookie)])
            : !Groups.Contains(ke.Method)
                ? Plain(header, 0, [Notifications.Of(NotifyType.InvalidKePayload, new byte[] { 0, (byte)Groups[0] })])
                : Accept(header, message, request, ke);
        return _initAnswers[key] = answer;
    }

    private byte[] Accept(IkeHeader header, ReadOnlySpan<byte> message, IReadOnlyList<Payload> request, KePayload ke)
    {
        Proposal offer = request.OfType<SaPayload>().Single().Proposals
            .First(p => p.Transforms.Any(t => t.Type == TransformType.KeyExchange && t.Id == (ushort)ke.Method)
                && (Further is not null || !AdditionalExchange.AreOffered([p])));
        Proposal chosen = offer with
        {
            Transforms = [.. offer.Transforms.GroupBy(t => t.Type).Select(g =>
                g.Key == TransformType.KeyExchange ? g.First(t => t.Id == (ushort)ke.Method) : g.First())],
        };
        IkeSuite.TryFrom(new ChosenTransforms(default, chosen.Transforms), out _suite, out _);
        using KeyExchange exchange = KeyExchangeMethods.Create(ke.Method, random);
        exchange.TryAgree(ke.Data.Span, out SecretBytes? shared);
        _answers.Clear();
        _firstRequest = [];
        _nextRequestId = 0;
        _initiatorSpi = header.InitiatorSpi;
        _initiatorNonce = request.OfType<NoncePayload>().Single().Data.ToArray();
        byte[] spis = PlainMessage.Spis(_initiatorSpi, _spi);
        _keys = IkeKeys.Derive(_suite, shared!.Span, _initiatorNonce, _nonce, spis.AsSpan(0, 8), spis.AsSpan(8));
        shared.Dispose();
        _outbound = SkProtection.Create(_suite, _keys.Er, _keys.Ar, random);
        _inbound = SkProtection.Create(_suite, _keys.Ei, _keys.Ai, random);
        _initRequest = message.ToArray();
        _signsAll = FullTranscript && request.Has(NotifyType.IkeSaInitFullTranscriptAuth);
        _initResponse = Plain(header, _spi, BendInit(
        [
            new SaPayload([chosen]),
            new KePayload(ke.Method, exchange.PublicValue.ToArray()),
            new NoncePayload(_nonce),
            Notifications.Of(NotifyType.NatDetectionSourceIp, NatHash(PathAsSeen.Local, PathAsSeen.LocalPort)),
            Notifications.Of(NotifyType.NatDetectionDestinationIp, NatHash(PathAsSeen.Remote, PathAsSeen.RemotePort)),
            .. Further is { Announces: true } ? [Notifications.Of(NotifyType.IntermediateExchangeSupported)] : Array.Empty<Payload>(),
            .. FullTranscript ? [Notifications.Of(NotifyType.IkeSaInitFullTranscriptAuth)] : Array.Empty<Payload>(),
            .. Ppk is not null && request.Has(NotifyType.UsePpk) ? [Notifications.Of(NotifyType.UsePpk)] : Array.Empty<Payload>(),
        ]));
        return _initResponse;
    }

    private List<Payload> AnswerAuth(IReadOnlyList<Payload> request)
    {
        if (request.OfType<IdPayload>().Any())
            _authRequest = request;
        Ppk?.Mix(request, _suite!.Prf, _keys!);
        if (request.OfType<SaPayload>().Any())
            _firstRequest = request;
        if (KeyFirst && request.OfType<SaPayload>().Any())
            return Knows(request, Encoding.ASCII.GetBytes(secret))
                ? [Id, .. FirstProof()] : [Notifications.Of(NotifyType.AuthenticationFailed)];
        if (Eap is null)
            return AnswerProof(request, Encoding.ASCII.GetBytes(secret), [Id]);
        if (request.OfType<IdPayload>().Any())
            return KeyFirst ? [new EapPayload(Eap.First)] : [Id, .. EapOnly ? [] : FirstProof(), new EapPayload(Eap.First)];
        if (request.OfType<EapPayload>().SingleOrDefault() is { } packet)
            return Eap.Answer(packet) is { } next ? [new EapPayload(next)] : [Notifications.Of(NotifyType.AuthenticationFailed)];
        return AnswerProof(request, Eap.Msk ?? _keys!.Pi.ToArray(), []);
    }

    private IEnumerable<Payload> FirstProof() => Prove is null
        ? [OwnProof(Encoding.ASCII.GetBytes(secret))]
        : Prove(SignedOctets.Of(_suite!.Prf, _keys!.Pr, Signed(_initResponse, _initRequest), _initiatorNonce, Id, _intAuth));

    private AuthPayload OwnProof(byte[] key) => new(
        AuthMethod.SharedKey, PskAuthentication.Compute(_suite!.Prf, key, _keys!.Pr, Signed(_initResponse, _initRequest), _initiatorNonce, Id, _intAuth));

    private List<Payload> AnswerProof(IReadOnlyList<Payload> request, byte[] key, IReadOnlyList<Payload> first)
    {
        if (!Knows(request, key))
            return [Notifications.Of(NotifyType.AuthenticationFailed)];
        IsAuthenticated = true;

        IpAddress inner = IpAddress.Parse("10.30.0.1");
        List<Payload> proof =
        [
            .. first,
            OwnProof(Eap is { Msk: null } ? _keys!.Pr.ToArray() : key),
            .. Ppk?.Answers() ?? [],
            new ConfigPayload(ConfigurationType.Reply,
            [
                new ConfigurationAttribute(ConfigurationAttributeType.InternalIp4Address, inner.ToArray()),
                new ConfigurationAttribute(ConfigurationAttributeType.InternalIp4Dns, new byte[] { 10, 20, 0, 53 }),
            ]),
        ];
        if (_firstRequest.OfType<SaPayload>().SingleOrDefault()?.Proposals[0] is not { } offer)
            return proof;
        InitiatorEspSpi = BinaryPrimitives.ReadUInt32BigEndian(offer.Spi.Span);
        byte[] spi = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(spi, EspSpi);
        Proposal chosen = offer with { Spi = spi, Transforms = [.. offer.Transforms.GroupBy(t => t.Type).Select(g => g.First())] };
        return
        [
            .. proof,
            new SaPayload([chosen]),
            new TsPayload(true, [TrafficSelector.FromPrefix(inner, 32)]),
            new TsPayload(false, [TrafficSelector.FromPrefix(IpAddress.Parse("10.20.0.0"), 16)]),
        ];
    }

    private byte[] Signed(byte[] sent, byte[] received) => _signsAll ? [.. new byte[8], .. received, .. sent] : sent;

    /// <summary>AUTH of the latest IDi.</summary>
    private bool Knows(IReadOnlyList<Payload> request, byte[] key)
    {
        IdPayload id = _authRequest.OfType<IdPayload>().First(i => i.IsInitiator);
        byte[] expected = PskAuthentication.Compute(_suite!.Prf, key, _keys!.Pi, Signed(_initRequest, _initResponse), _nonce, id, _intAuth);
        return request.OfType<AuthPayload>().SingleOrDefault() is { } auth && PskAuthentication.Verify(expected, (Ppk?.ProofIn(request, expected) ?? auth.Data).Span);
    }

    private bool TryOpen(IkeHeader header, ReadOnlySpan<byte> message, out IReadOnlyList<Payload> payloads)
    {
        payloads = [];
        return PayloadChain.TryDecode(header.NextPayload, message[IkeHeader.Size..], out IReadOnlyList<Payload> outer, out _)
            && outer is [EncryptedPayload sk]
            && _inbound!.TryOpen(message, sk, out byte[] plaintext)
            && PayloadChain.TryDecode(sk.FirstInner, plaintext, out payloads, out _);
    }

    private byte[] NatHash(IpAddress address, ushort port) => NatDetection.Digest(_initiatorSpi, _spi, address, port);

    private IkeHeader Header(ExchangeType exchange, bool isResponse, uint id) =>
        new(_initiatorSpi, _spi, PayloadType.None, 2, 0, exchange, isResponse ? HeaderFlags.Response : 0, id, 0);

    /// <summary>What a Child SA is granted with, as in IKE_AUTH.</summary>
    public static List<Payload> GrantFirst(IReadOnlyList<Payload> request, byte[] spi)
    {
        Proposal offer = request.OfType<SaPayload>().Single().Proposals[0];
        IpAddress inner = IpAddress.Parse("10.30.0.1");
        return
        [
            new ConfigPayload(
                ConfigurationType.Reply, [new ConfigurationAttribute(ConfigurationAttributeType.InternalIp4Address, inner.ToArray())]),
            new SaPayload([offer with { Spi = spi, Transforms = [.. offer.Transforms.GroupBy(t => t.Type).Select(g => g.First())] }]),
            new TsPayload(true, [TrafficSelector.FromPrefix(inner, 32)]),
            new TsPayload(false, [TrafficSelector.FromPrefix(IpAddress.Parse("10.20.0.0"), 16)]),
        ];
    }

    public static byte[] Plain(IkeHeader request, ulong spiR, IReadOnlyList<Payload> payloads)
    {
        byte[] buffer = new byte[4096];
        WireWriter body = new(buffer.AsSpan(IkeHeader.Size));
        PayloadChain.Write(ref body, payloads);
        int length = IkeHeader.Size + body.Position;
        WireWriter header = new(buffer);
        new IkeHeader(request.InitiatorSpi, spiR, PayloadChain.FirstType(payloads), 2, 0, ExchangeType.IkeSaInit, HeaderFlags.Response, 0, (uint)length)
            .Write(ref header);
        return buffer[..length];
    }

    private static byte[] Random(IRandom random, int length)
    {
        byte[] bytes = new byte[length];
        random.Fill(bytes);
        return bytes;
    }
}
