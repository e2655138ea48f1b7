using System.Diagnostics.CodeAnalysis;
using System.Text;
using Holdfast.Wire;

namespace Holdfast.Config;

/// <summary>The values of a login. Each fits <see cref="TryParse{T}"/>.</summary>
internal static class LoginParsers
{
    private const int MaxUserName = 253;
    private const int PinDigits = 64;

    private static readonly (string Name, EapMethodWord Word)[] EapMethods =
    [
        ("mschapv2", new(EapType.MschapV2)), ("ttls", new(EapType.Ttls)), ("ttls-eap", new(EapType.Ttls, HasEapInside: true)),
        ("peap", new(EapType.Peap)), ("tls", new(EapType.Tls)), ("gtc", new(EapType.GenericTokenCard)), ("md5", new(EapType.Md5Challenge)),
    ];

    private static readonly (string Name, int Choice)[] Revocations =
    [
        ("if-reachable", (int)RevocationChoice.IfReachable), ("strict", (int)RevocationChoice.Strict),
        ("off", (int)RevocationChoice.Off),
    ];

    public static bool TryUserName(
        string text, [NotNullWhen(true)] out string? name, [NotNullWhen(false)] out string? problem)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        problem = length is 0 or > MaxUserName ? $"has {length} bytes; 1 to {MaxUserName} are allowed"
            : text.Any(char.IsControl) ? "holds a control character"
            : null;
        name = problem is null ? text : null;
        return problem is null;
    }

    public static bool TryEapMethod(string text, out EapMethodWord method, [NotNullWhen(false)] out string? problem) =>
        ValueParsers.TryWord(text, EapMethods, out method, out problem);

    public static bool TryEapServer(
        string text, [NotNullWhen(true)] out IdentityConfig? server, [NotNullWhen(false)] out string? problem)
    {
        if (!IdentityParser.TryParse(text, out server, out problem))
            return false;
        problem = server.Type == IdType.KeyId ? "is a key id, which no certificate is for; write a host name or an address" : null;
        return problem is null;
    }

    public static bool TryRevocation(string text, out int choice, [NotNullWhen(false)] out string? problem) =>
        ValueParsers.TryWord(text, Revocations, out choice, out problem);

    public static bool TryTrust(
        string text, [NotNullWhen(true)] out string? trust, [NotNullWhen(false)] out string? problem)
    {
        if (SourceText.IsCredential(text, out _))
            return SourceText.TryFile(text, out trust, out problem);
        bool isPin = text.StartsWith("sha256:", StringComparison.Ordinal);
        bool isRight = isPin ? text.Length == 7 + PinDigits && text.Skip(7).All(char.IsAsciiHexDigit) : text == "system" || text.Contains('/');
        problem = isRight ? null
            : $"{InputText.Quote(text)} is none of: \"system\", the path of a file or folder of certificates (with a \"/\" in it), \"{SourceText.CredentialPrefix}NAME\", " +
                $"\"sha256:\" and the {PinDigits} hexadecimal digits of a public key";
        trust = isRight ? text : null;
        return isRight;
    }
}

/// <param name="HasEapInside">In place of MS-CHAPv2 by itself.</param>
internal readonly record struct EapMethodWord(EapType Type, bool HasEapInside = false);
