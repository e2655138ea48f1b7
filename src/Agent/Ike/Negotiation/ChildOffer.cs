using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Exchange;
using Holdfast.Ike.Keys;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>A Child SA as granted, and what goes with it.</summary>
public sealed record ChildGrant(ChildSaSpec Spec, TunnelConfiguration Tunnel);

/// <summary>
/// The Child SA that IKE_AUTH asks for: CP, SAi2, TSi and TSr (RFC 7296 sections 1.2, 2.9 and 2.19), and the check of what
/// comes back: narrowed is fine, widened is not.
/// </summary>
public sealed class ChildOffer
{
    private readonly SessionContext _context;
    private readonly uint _inboundSpi;
    private readonly IReadOnlyList<Proposal> _proposals;

    private ChildOffer(SessionContext context, uint inboundSpi)
    {
        _context = context;
        _inboundSpi = inboundSpi;
        byte[] spi = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(spi, inboundSpi);
        _proposals = [.. context.Settings.Children[0].Proposals.Select(p => p with
        {
            Spi = spi,
            Transforms = [.. p.Transforms.Where(t => t.Type != TransformType.KeyExchange)],
        })];
    }

    public static ChildOffer Create(SessionContext context) => new(context, context.RandomEspSpi());

    public IReadOnlyList<Payload> Payloads()
    {
        IkeSettings settings = _context.Settings;
        Payload[] request = settings.Requests.Count == 0
            ? []
            : [new ConfigPayload(ConfigurationType.Request, [.. settings.Requests.Select(ConfigurationAttribute.Request)])];
        return
        [
            .. request,
            new SaPayload(_proposals),
            new TsPayload(true, settings.Children[0].Local),
            new TsPayload(false, settings.Children[0].Remote),
        ];
    }

    /// <summary>Checks the gateway's SAr2, TSi, TSr and CP and derives the keys; false with the fault of the Child SA.</summary>
    public bool TryAccept(
        IReadOnlyList<Payload> payloads, IkeSa sa, InitTranscript transcript,
        [NotNullWhen(true)] out ChildGrant? grant, [NotNullWhen(false)] out IkeFault? fault)
    {
        grant = null;
        TsPayload? local = payloads.OfType<TsPayload>().SingleOrDefault(t => t.IsInitiator);
        TsPayload? remote = payloads.OfType<TsPayload>().SingleOrDefault(t => !t.IsInitiator);
        if (payloads.OfType<SaPayload>().SingleOrDefault() is not { } answer || local is null || remote is null)
            return Refuse("IKE_AUTH without SA, TSi or TSr", out fault);
        if (!ProposalMatch.TryChoose(_proposals, answer, 4, out ChosenTransforms chosen, out string problem))
            return Refuse(problem, out fault);
        if (!EspSuites.TryAlgorithm(chosen, out EspAlgorithm algorithm))
            return Refuse("the gateway chose an ESP cipher that is not implemented", out fault);
        uint outboundSpi = BinaryPrimitives.ReadUInt32BigEndian(chosen.Spi.Span);
        if (outboundSpi < SessionContext.FirstEspSpi)
            return Refuse($"the gateway's ESP SPI {outboundSpi} is reserved", out fault);
        if (Widened(local, _context.Settings.Children[0].Local) || Widened(remote, _context.Settings.Children[0].Remote))
            return Refuse("the gateway's traffic selectors go beyond what was offered", out fault);

        bool esn = chosen.Id(TransformType.SequenceNumbers) == (ushort)SequenceNumbersId.Extended;
        (SecretBytes fromUs, SecretBytes fromGateway) = ChildKeys.Derive(
            sa.Suite.Prf, sa.Keys.D, transcript.NonceI, transcript.NonceR, EspAlgorithms.KeyMaterialLength(algorithm));
        ChildSaSpec spec = new(
            _inboundSpi, outboundSpi, algorithm, fromGateway, fromUs, esn, local.Selectors, remote.Selectors);
        grant = new ChildGrant(spec, ConfigurationReply.Read(_context, payloads, local.Selectors, remote.Selectors));
        fault = null;
        return true;
    }

    private static bool Widened(TsPayload answer, IReadOnlyList<TrafficSelector> offer) =>
        answer.Selectors.Count == 0
        || answer.UnknownSelectors.Count > 0
        || answer.Selectors.Any(a => !offer.Any(o => o.Contains(a)));

    private static bool Refuse(string why, out IkeFault fault)
    {
        fault = IkeFault.Violation(why);
        return false;
    }
}
