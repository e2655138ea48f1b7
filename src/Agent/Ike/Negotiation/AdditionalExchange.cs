using Holdfast.Wire;

namespace Holdfast.Ike.Negotiation;

/// <summary>A key exchange after the first (RFC 9370 section 2.2): ADDITIONAL_KEY_EXCHANGE_1 to 7, by its number.</summary>
public sealed record AdditionalExchange(int Number, KeyExchangeMethod Method)
{
    public const int Most = 7;

    public Transform ToTransform() => new(TypeOf(Number), (ushort)Method);

    /// <summary>In strongSwan's notation, e.g. <c>ke1_mlkem768</c>.</summary>
    public override string ToString() => $"ke{Number}_{SuiteNames.Of(Method)}";

    public static bool IsType(TransformType type) =>
        type is >= TransformType.AdditionalKeyExchange1 and <= TransformType.AdditionalKeyExchange7;

    public static bool AreOffered(IEnumerable<Proposal> proposals) =>
        proposals.Any(p => p.Transforms.Any(t => IsType(t.Type) && t.Id != 0));

    /// <summary>
    /// Those that were chosen, in the order in which they are run; empty <paramref name="problem"/>: all are known, and none
    /// repeats another (RFC 9370 section 2.2.2).
    /// </summary>
    public static IReadOnlyList<AdditionalExchange> Read(ChosenTransforms chosen, out string problem)
    {
        problem = "";
        List<AdditionalExchange> exchanges = [];
        List<ushort> seen = [chosen.Id(TransformType.KeyExchange)];
        for (int number = 1; number <= Most; number++)
        {
            ushort id = chosen.Id(TypeOf(number));
            if (id == 0)
                continue;
            AdditionalExchange exchange = new(number, (KeyExchangeMethod)id);
            if (seen[0] == 0)
                problem = $"{exchange} without a first key exchange";
            else if (seen.Contains(id))
                problem = $"{exchange}, which repeats another key exchange";
            else if (!KeyExchangeMethods.IsKnown(exchange.Method))
                problem = $"key exchange {exchange.Method}";
            seen.Add(id);
            exchanges.Add(exchange);
        }

        return exchanges;
    }

    private static TransformType TypeOf(int number) => (TransformType)((int)TransformType.AdditionalKeyExchange1 + number - 1);
}
