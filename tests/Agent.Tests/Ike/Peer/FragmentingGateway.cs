using Holdfast.Crypto;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Fragments;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Protection;
using Holdfast.Time;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>
/// Takes and sends fragments for a <see cref="Responder"/>, which knows whole messages only: it holds the keys of both
/// directions, and hands over what it puts together.
/// </summary>
internal sealed class FragmentingGateway(Responder responder, int limit, IRandom random) : IDisposable
{
    private readonly Reassembly _requests = new();
    private readonly Dictionary<uint, IReadOnlyList<byte[]>> _answers = [];
    private SkProtection? _fromInitiator;
    private SkProtection? _fromGateway;
    private IkeKeys? _keys;

    /// <summary>Message lengths of what came in fragments, and how many there were.</summary>
    public List<(int Length, int Total)> Seen { get; } = [];

    /// <summary>To be added to <see cref="Responder.BendInit"/>.</summary>
    public static List<Payload> Announce(List<Payload> payloads) =>
        [.. payloads, new NotifyPayload(NotifyType.Ikev2FragmentationSupported)];

    public IReadOnlyList<byte[]> Handle(byte[] message)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        if (header.ExchangeType == ExchangeType.IkeSaInit)
            return responder.Handle(message) is { } reply ? [reply] : [];
        if (_keys != responder.Keys)
            Learn(responder.Keys);
        if (!TryPutTogether(header, message, out byte[] whole))
            return [];
        if (!header.IsResponse && _answers.TryGetValue(header.MessageId, out IReadOnlyList<byte[]>? known))
            return known;
        return responder.Handle(whole) is { } answer ? _answers[header.MessageId] = Fragment(answer) : [];
    }

    public IReadOnlyList<byte[]> Fragment(byte[] message)
    {
        IkeHeader.TryRead(message, out IkeHeader header, out _);
        PayloadChain.TryDecode(header.NextPayload, message.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> outer, out _);
        var sk = (EncryptedPayload)outer[0];
        _fromGateway!.TryOpen(message, sk, out byte[] plaintext);
        PayloadChain.TryDecode(sk.FirstInner, plaintext, out IReadOnlyList<Payload> payloads, out _);
        return [.. Fragmenter.Seal(_fromGateway, header, payloads, limit).Select(d => d.ToArray())];
    }

    private void Learn(IkeKeys keys)
    {
        Dispose();
        _keys = keys;
        _fromInitiator = SkProtection.Create(responder.Suite, keys.Ei, keys.Ai, random);
        _fromGateway = SkProtection.Create(responder.Suite, keys.Er, keys.Ar, random);
    }

    public void Dispose()
    {
        _fromInitiator?.Dispose();
        _fromGateway?.Dispose();
    }

    private bool TryPutTogether(IkeHeader header, byte[] message, out byte[] whole)
    {
        whole = message;
        PayloadChain.TryDecode(header.NextPayload, message.AsSpan(IkeHeader.Size), out IReadOnlyList<Payload> outer, out _);
        if (outer is not [EncryptedFragmentPayload skf])
            return true;
        Seen.Add((message.Length, skf.TotalFragments));
        if (!_requests.Wants(header.MessageId, skf, new Instant(0)) || !_fromInitiator!.TryOpen(message, skf, out byte[] content)
            || !_requests.TryAdd(header.MessageId, skf, content, new Instant(0), out WholeMessage? joined))
            return false;
        whole = _fromInitiator.Seal(header, joined.FirstInner, joined.Plaintext);
        return true;
    }
}
