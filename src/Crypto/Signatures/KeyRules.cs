using Holdfast.Crypto.Native;

namespace Holdfast.Crypto;

/// <summary>Which keys are good enough.</summary>
internal static class KeyRules
{
    internal const int SmallestModulus = 2048;

    /// <summary>Beyond it a verification takes too long for a small board.</summary>
    internal const int LargestModulus = 8192;

    private const int LargestExponent = 64;

    /// <summary>The key's kind; or null, and why it is refused.</summary>
    internal static KeyKind? Judge(SignatureKey key, out string reason)
    {
        reason = "";
        if (key.IsA("RSA"))
            return JudgeRsa(key, KeyKind.Rsa, out reason);
        if (key.IsA("RSA-PSS"))
            return JudgeRsa(key, KeyKind.RsaPss, out reason);
        if (key.IsA("EC"))
            return JudgeCurve(key, out reason);
        if (key.IsA("ED25519"))
            return KeyKind.Ed25519;
        reason = "a key of a kind that is not supported (RSA, ECDSA and Ed25519 are)";
        return null;
    }

    /// <summary>Of an ECDSA field, in bytes.</summary>
    internal static int FieldLength(KeyKind kind) => kind switch
    {
        KeyKind.P256 => 32,
        KeyKind.P384 => 48,
        KeyKind.P521 => 66,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static KeyKind? JudgeRsa(SignatureKey key, KeyKind kind, out string reason)
    {
        (int modulusBits, bool modulusOdd) = key.Number("n");
        (int exponentBits, bool exponentOdd) = key.Number("e");
        reason = modulusBits switch
        {
            < SmallestModulus => $"a weak RSA key of {modulusBits} bits, {SmallestModulus} is the least",
            > LargestModulus => $"an RSA key of {modulusBits} bits, {LargestModulus} is the most",
            _ when !modulusOdd => "an RSA key with an even modulus",
            _ when !exponentOdd || exponentBits is < 2 or > LargestExponent => "an RSA key with a bad exponent",
            _ => "",
        };
        return reason.Length == 0 ? kind : null;
    }

    private static KeyKind? JudgeCurve(SignatureKey key, out string reason)
    {
        string curve = key.GroupName;
        KeyKind? kind = curve switch
        {
            "prime256v1" => KeyKind.P256,
            "secp384r1" => KeyKind.P384,
            "secp521r1" => KeyKind.P521,
            _ => null,
        };
        reason = kind is null
            ? $"an elliptic curve that is not supported{(curve.Length == 0 ? "" : $", {curve}")}"
            : "an elliptic curve that is not given by its name";
        return key.HasExplicitCurve ? null : kind;
    }
}
