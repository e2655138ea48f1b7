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
