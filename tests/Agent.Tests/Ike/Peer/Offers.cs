using Holdfast.Ike;
using Holdfast.Wire;

namespace Holdfast.Tests.Ike.Peer;

/// <summary>Settings whose proposals, for the IKE SA and its Child SA, have certain key exchanges.</summary>
internal static class Offers
{
    public static IkeSettings Groups(params KeyExchangeMethod[] groups) =>
        With([.. groups.Select(g => new Transform(TransformType.KeyExchange, (ushort)g))]);

    /// <summary>
    /// X25519 and after it a second key exchange (RFC 9370), which may be left out: what a gateway says that would like one.
    /// </summary>
    public static IkeSettings WithSecondKeyExchange() => With(
    [
        Transform.KeyExchange(KeyExchangeMethod.Curve25519),
        new Transform(TransformType.AdditionalKeyExchange1, (ushort)KeyExchangeMethod.Ecp256),
        new Transform(TransformType.AdditionalKeyExchange1, 0),
    ]);

    /// <summary>The same of a gateway that insists on it.</summary>
    public static IkeSettings InsistingOnSecondKeyExchange() => With(
    [
        Transform.KeyExchange(KeyExchangeMethod.Curve25519),
        new Transform(TransformType.AdditionalKeyExchange1, (ushort)KeyExchangeMethod.Ecp256),
    ]);

    /// <summary>X25519 and ML-KEM-768 behind it, and with more of them ECP-256 as well; and X25519 alone.</summary>
    public static IkeSettings Hybrid(bool andMore = false, bool orNot = false)
    {
        Transform first = Transform.KeyExchange(KeyExchangeMethod.Curve25519);
        List<Transform> exchanges = [first, new Transform(TransformType.AdditionalKeyExchange1, (ushort)KeyExchangeMethod.MlKem768)];
        if (andMore)
            exchanges.Add(new Transform(TransformType.AdditionalKeyExchange2, (ushort)KeyExchangeMethod.Ecp256));
        (IkeSettings hybrid, IkeSettings plain) = (With(exchanges), With([first]));
        return !orNot ? hybrid : hybrid with
        {
            IkeProposals = [hybrid.IkeProposals[0], plain.IkeProposals[0] with { Number = 2 }],
            Children =
            [
                hybrid.Children[0] with
                {
                    Proposals = [hybrid.Children[0].Proposals[0], plain.Children[0].Proposals[0] with { Number = 2 }],
                },
            ],
        };
    }

    private static IkeSettings With(List<Transform> exchanges)
    {
        IkeSettings settings = Pair.Settings();
        Proposal ike = TestSettings.Ike(1, EncryptionId.AesGcm16, 128, null);
        Proposal esp = TestSettings.Esp(1, EncryptionId.AesGcm16, 128);
        return settings with
        {
            IkeProposals = [ike with { Transforms = [.. ike.Transforms, .. exchanges] }],
            Children = [settings.Children[0] with { Proposals = [esp with { Transforms = [.. esp.Transforms, .. exchanges] }] }],
        };
    }
}
