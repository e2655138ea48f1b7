using System.Diagnostics.CodeAnalysis;
using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>
/// The choice that is ours to make when the gateway begins a CREATE_CHILD_SA: the first of our proposals that one of the
/// gateway's can satisfy, with one transform of each type (RFC 7296 sections 2.7 and 3.3.6).
/// </summary>
/// <param name="Number">Of the gateway's proposal.</param>
/// <param name="Chosen">The gateway's SPI and the transforms.</param>
public sealed record ProposalChoice(byte Number, ProtocolId Protocol, ChosenTransforms Chosen)
{
    public KeyExchangeMethod Group => (KeyExchangeMethod)Chosen.Id(TransformType.KeyExchange);

    /// <summary>The SA payload that says so, with our SPI.</summary>
    public SaPayload Answer(ReadOnlyMemory<byte> spi) => new([new Proposal(Number, Protocol, spi, Chosen.Transforms)]);

    /// <param name="sent">The group of the request's KE payload, which is preferred; null without one.</param>
    public static bool TryMake(
        IReadOnlyList<Proposal> ours, SaPayload offer, int spiLength, KeyExchangeMethod? sent,
        [NotNullWhen(true)] out ProposalChoice? choice)
    {
        foreach (Proposal own in ours)
        {
            foreach (Proposal theirs in offer.Proposals)
            {
                bool fits = theirs.Protocol == own.Protocol && theirs.Spi.Length == spiLength;
                if (fits && TryMeet(own, theirs, sent, out List<Transform> transforms))
                {
                    choice = new ProposalChoice(theirs.Number, theirs.Protocol, new ChosenTransforms(theirs.Spi, transforms));
                    return true;
                }
            }
        }

        choice = null;
        return false;
    }

    private static bool TryMeet(Proposal own, Proposal theirs, KeyExchangeMethod? sent, out List<Transform> transforms)
    {
        transforms = [];
        foreach (TransformType type in own.Transforms.Concat(theirs.Transforms).Select(t => t.Type).Distinct())
        {
            List<Transform> offered = [.. theirs.Transforms.Where(t => t.Type == type)];
            List<Transform> wanted = [.. own.Transforms.Where(t => t.Type == type)];
            List<Transform> before = transforms;
            Transform? common = wanted.Find(t => type == TransformType.KeyExchange && t.Id == (ushort?)sent && offered.Contains(t))
                ?? wanted.Find(t => offered.Contains(t) && !Repeats(before, t))
                ?? Absent(type, wanted, offered);
            if (common is null)
                return false;
            if (offered.Count > 0)
                transforms.Add(common);
        }

        return true;
    }

    /// <summary>No method of key exchange is run twice (RFC 9370 section 2.2.2).</summary>
    private static bool Repeats(List<Transform> chosen, Transform transform) =>
        AdditionalExchange.IsType(transform.Type) && transform.Id != 0 && chosen.Exists(
            t => t.Id == transform.Id && (t.Type == TransformType.KeyExchange || AdditionalExchange.IsType(t.Type)));

    /// <summary>A type that one side leaves out means NONE, or no ESN, which is 0 either way; the other must allow it.</summary>
    private static Transform? Absent(TransformType type, List<Transform> wanted, List<Transform> offered)
    {
        bool mayBeAbsent = type is TransformType.Integrity or TransformType.KeyExchange or TransformType.SequenceNumbers
            || AdditionalExchange.IsType(type);
        Transform none = new(type, 0);
        bool oursAllows = wanted.Count == 0 || wanted.Contains(none);
        bool theirsAllows = offered.Count == 0 || offered.Contains(none);
        return mayBeAbsent && oursAllows && theirsAllows ? none : null;
    }
}
