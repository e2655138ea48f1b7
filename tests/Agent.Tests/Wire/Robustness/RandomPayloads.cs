using Holdfast.Wire;

namespace Holdfast.Tests.Wire;

/// <summary>Payloads and messages with valid but otherwise random content, the same for each seed.</summary>
internal sealed class RandomPayloads(int seed)
{
    private readonly Random _random = new(seed);

    public IkeHeader Header(IReadOnlyList<Payload> payloads, int length) => new(
        (ulong)_random.NextInt64(),
        (ulong)_random.NextInt64(),
        PayloadChain.FirstType(payloads),
        (byte)_random.Next(16),
        (byte)_random.Next(16),
        (ExchangeType)Octet(),
        (HeaderFlags)(Octet() & 0x38),
        (uint)_random.NextInt64(uint.MaxValue),
        (uint)length);

    public IReadOnlyList<Payload> Message()
    {
        var payloads = List(0, 6, () => Next(mayEndChain: false));
        return _random.Next(4) == 0 ? [.. payloads, Closed()] : payloads;
    }

    public Payload Next(bool mayEndChain = true)
    {
        var payload = Known(_random.Next(mayEndChain ? 17 : 15));
        return _random.Next(8) == 0 ? payload with { Critical = true } : payload;
    }

    private Payload Known(int kind) => kind switch
    {
        0 => new SaPayload(List(1, 4, Proposal)),
        1 => new KePayload((KeyExchangeMethod)Word(), Bytes(0, 80)),
        2 => new IdPayload(Coin(), (IdType)Octet(), Bytes(0, 40)),
        3 => new CertPayload((CertificateEncoding)Octet(), Bytes(0, 200)),
        4 => new CertReqPayload((CertificateEncoding)Octet(), Bytes(0, 60)),
        5 => new AuthPayload((AuthMethod)Octet(), Bytes(0, 64)),
        6 => new NoncePayload(Bytes(16, 256)),
        7 => new NotifyPayload((ProtocolId)Octet(), Bytes(0, 9), (NotifyType)Word(), Bytes(0, 30)),
        8 => Delete(),
        9 => new VendorIdPayload(Bytes(0, 30)),
        10 or 11 => new TsPayload(Coin(), List(1, 4, Selector)) { UnknownSelectors = List(0, 2, UnknownSelector) },
        12 => new ConfigPayload((ConfigurationType)Octet(), List(0, 6, Attribute)),
        13 => Eap(),
        14 => new UnknownPayload((PayloadType)_random.Next(54, 256), Coin(), Bytes(0, 30)),
        _ => Closed(),
    };

    private Payload Closed()
    {
        var total = _random.Next(1, 65536);
        return Coin()
            ? new EncryptedPayload((PayloadType)Octet(), Bytes(0, 100))
            : new EncryptedFragmentPayload(
                (PayloadType)Octet(), (ushort)_random.Next(1, total + 1), (ushort)total, Bytes(0, 100));
    }

    private DeletePayload Delete() => _random.Next(3) switch
    {
        0 => new DeletePayload(ProtocolId.Ike, []),
        1 => new DeletePayload(ProtocolId.Esp, List(0, 5, () => (uint)_random.NextInt64(uint.MaxValue))),
        _ => new DeletePayload(ProtocolId.Ah, List(1, 5, () => (uint)_random.NextInt64(uint.MaxValue))),
    };

    private EapPayload Eap()
    {
        var code = _random.Next(6);
        var rest = code switch { 1 or 2 => Bytes(1, 60), 3 or 4 => [], _ => Bytes(0, 20) };
        var length = 4 + rest.Length;
        return new EapPayload((byte[])[(byte)code, Octet(), (byte)(length >> 8), (byte)length, .. rest]);
    }

    private Proposal Proposal() => new(
        Octet(), (ProtocolId)Octet(), Bytes(0, 9), List(1, 6, Transform));

    private Transform Transform() => new((TransformType)Octet(), Word(), Coin() ? Word() : null)
    {
        OtherAttributes = List(0, 3, OtherAttribute),
    };

    /// <summary>Never a short Key Length, which would be taken for the transform's own.</summary>
    private TransformAttribute OtherAttribute() => Coin()
        ? new TransformAttribute((ushort)_random.Next(15, 0x8000), IsShort: true, Bytes(2, 2))
        : new TransformAttribute((ushort)_random.Next(0x8000), IsShort: false, Bytes(0, 12));

    private TrafficSelector Selector()
    {
        var (length, ports) = (Coin() ? 4 : 16, _random.Next(4));
        IpAddress.TryRead(Bytes(length, length), out var first);
        IpAddress.TryRead(Bytes(length, length), out var second);
        var (start, end) = first <= second ? (first, second) : (second, first);
        var (low, high) = (Word(), Word());
        var range = ports switch
        {
            0 => PortRange.Any,
            1 => PortRange.Opaque,
            _ => new PortRange(Math.Min(low, high), Math.Max(low, high)),
        };
        return new TrafficSelector(Octet(), range, start, end);
    }

    private UnknownSelector UnknownSelector() =>
        new((TrafficSelectorType)_random.Next(9, 256), Octet(), Bytes(0, 20));

    private ConfigurationAttribute Attribute() =>
        new((ConfigurationAttributeType)_random.Next(0x8000), Bytes(0, 20));

    private IReadOnlyList<T> List<T>(int minimum, int maximum, Func<T> make) =>
        Enumerable.Range(0, _random.Next(minimum, maximum + 1)).Select(_ => make()).ToList();

    private byte[] Bytes(int minimum, int maximum)
    {
        var bytes = new byte[_random.Next(minimum, maximum + 1)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private bool Coin() => _random.Next(2) == 0;

    private byte Octet() => (byte)_random.Next(256);

    private ushort Word() => (ushort)_random.Next(65536);
}
