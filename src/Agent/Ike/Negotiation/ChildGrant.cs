using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Ike.Children;
using Holdfast.Ike.Keys;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>What both sides agreed on for a Child SA; with the keys it becomes a <see cref="ChildSaSpec"/>.</summary>
public sealed record ChildGrant(
    uint InboundSpi, ChosenTransforms Chosen, EspAlgorithm Algorithm,
    IReadOnlyList<TrafficSelector> Local, IReadOnlyList<TrafficSelector> Remote)
{
    /// <summary>The group of its own key exchange; None without one.</summary>
    public KeyExchangeMethod Group => (KeyExchangeMethod)Chosen.Id(TransformType.KeyExchange);

    private uint OutboundSpi => SpiOctets.TryRead(Chosen.Spi.Span, out uint spi) ? spi : 0;

    /// <summary>
    /// Derives the keys from <paramref name="sa"/>; <paramref name="isInitiator"/> tells whether the exchange was ours. Null: it had no
    /// key exchange.
    /// </summary>
    public ChildSaSpec ToSpec(
        IkeSa sa, ExchangeSecrets? secrets, ExchangeNonces nonces, bool isInitiator, ChildSettings settings)
    {
        (SecretBytes first, SecretBytes second) = ChildKeys.Derive(
            sa.Suite.Prf, sa.Keys.D, secrets is null ? [] : secrets.First, nonces, EspAlgorithms.KeyMaterialLength(Algorithm),
            secrets is null ? [] : secrets.Additional);
        (SecretBytes outbound, SecretBytes inbound) = isInitiator ? (first, second) : (second, first);
        bool esn = Chosen.Id(TransformType.SequenceNumbers) == (ushort)SequenceNumbersId.Extended;
        return new ChildSaSpec(InboundSpi, OutboundSpi, Algorithm, inbound, outbound, esn, Local, Remote)
        {
            Name = settings.Name,
            Mode = settings.Mode,
            IsBare = sa.Nat.IsBareEsp,
            Limits = settings.Lifetime.ToLimits(),
            IsPerCpu = settings.IsPerCpu,
            Cpu = settings.Cpu,
        };
    }

    /// <summary>From a chosen proposal; empty if it can be carried out, else what is wrong with it.</summary>
    public static string TryCreate(
        uint inboundSpi, ChosenTransforms chosen, IReadOnlyList<TrafficSelector> local, IReadOnlyList<TrafficSelector> remote,
        out ChildGrant grant)
    {
        grant = null!;
        if (!EspSuites.TryAlgorithm(chosen, out EspAlgorithm algorithm))
            return "the chosen ESP algorithms are not implemented";
        grant = new ChildGrant(inboundSpi, chosen, algorithm, local, remote);
        return grant.OutboundSpi < SessionContext.FirstEspSpi ? $"the gateway's ESP SPI {grant.OutboundSpi} is reserved" : "";
    }
}
