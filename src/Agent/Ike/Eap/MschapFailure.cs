using System.Buffers.Text;

namespace Holdfast.Ike.Eap;

/// <summary>What a failure of MS-CHAPv2 says: "E=691 R=1 C=... V=3 M=text" (RFC 2759 section 6).</summary>
public static class MschapFailure
{
    public static string Describe(ReadOnlySpan<byte> message)
    {
        string reason = CodeOf(message) switch
        {
            646 => "not at this hour (646)",
            647 => "the account is disabled (647)",
            648 => "the password has expired (648)",
            649 => "the account may not dial in (649)",
            691 => "wrong user name or password (691)",
            709 => "the password can't be changed (709)",
            { } other => $"error {other}",
            null => "no reason given",
        };
        int text = message.IndexOf("M="u8);
        return text < 0 || text + 2 == message.Length ? reason : $"{reason}: {EapText.Of(message[(text + 2)..])}";
    }

    private static int? CodeOf(ReadOnlySpan<byte> message) =>
        message.StartsWith("E="u8) && Utf8Parser.TryParse(message[2..], out int code, out _) ? code : null;
}
