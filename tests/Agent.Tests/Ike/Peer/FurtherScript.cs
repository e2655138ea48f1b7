using Holdfast.Crypto;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Ike.Negotiation;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>The gateway's side of IKE_INTERMEDIATE (RFC 9242) with one additional key exchange or several (RFC 9370).</summary>
internal sealed class FurtherScript
{
    private readonly IntermediateTranscript _transcript = new();
    private byte[]? _secret;
    private int _done;

    /// <summary>INTERMEDIATE_EXCHANGE_SUPPORTED is in the response to IKE_SA_INIT.</summary>
    public bool Announces { get; init; } = true;

    /// <summary>Bends the answer with the number of the exchange, from 1.</summary>
    public Func<int, List<Payload>, List<Payload>> Bend { get; init; } = (_, p) => p;

    /// <summary>AUTH is computed as if there had been no such exchange.</summary>
    public bool LeavesOutOfAuth { get; init; }

    /// <summary>Public values of the initiator.</summary>
    public List<KePayload> Taken { get; } = [];

    /// <summary>KEr(n), bent or not; the keys follow by <see cref="Renew"/>.</summary>
    public List<Payload> Answer(IReadOnlyList<Payload> request, IRandom random)
    {
        KePayload ke = request.OfType<KePayload>().Single();
        Taken.Add(ke);
        KeyExchangeMethods.TryAnswer(ke.Method, random, ke.Data.Span, out byte[] value, out SecretBytes? secret);
        using (secret)
            _secret = secret!.Span.ToArray();
        return Bend(++_done, [new KePayload(ke.Method, value)]);
    }

    /// <summary>Both messages go into AUTH, by the keys that there were; the new keys are returned.</summary>
    public IkeKeys Renew(
        IkeSuite suite, IkeKeys keys, (IkeHeader Header, IReadOnlyList<Payload> Payloads) request,
        (IkeHeader Header, IReadOnlyList<Payload> Payloads) answer, ExchangeNonces nonces)
    {
        using (Prf pi = Prf.Create(suite.Prf, keys.Pi))
            _transcript.Add(true, pi, ClearMessage.Of(request.Header, request.Payloads));
        using (Prf pr = Prf.Create(suite.Prf, keys.Pr))
            _transcript.Add(false, pr, ClearMessage.Of(answer.Header, answer.Payloads));
        byte[] spis = PlainMessage.Spis(request.Header.InitiatorSpi, request.Header.ResponderSpi);
        return IkeKeys.DeriveRekeyed(suite, suite.Prf, keys.D, _secret, nonces, spis);
    }

    public byte[] IntAuth(uint authMessageId) => LeavesOutOfAuth ? [] : _transcript.ToOctets(authMessageId);
}
