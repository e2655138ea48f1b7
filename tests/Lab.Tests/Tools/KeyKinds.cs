using System.Security.Cryptography;

namespace Holdfast.Lab.Tools;

/// <summary>Keys by a word for their kind, as test data has them.</summary>
public static class KeyKinds
{
    /// <param name="kind">Such as "rsa 2048", "p384" or "ed25519".</param>
    public static AsymmetricAlgorithm Make(string kind) => kind.Split(' ') switch
    {
        ["rsa", var bits] => RSA.Create(int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture)),
        ["p256"] => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        ["p384"] => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        ["p521"] => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        ["ed25519"] => Ed25519Key.Generate(),
        _ => throw new ArgumentException(kind, nameof(kind)),
    };
}
