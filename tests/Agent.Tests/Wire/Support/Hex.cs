namespace Holdfast.Tests.Wire;

/// <summary>Octets as a person writes them down: hexadecimal with blanks, and a comment after each semicolon.</summary>
internal static class Hex
{
    public static byte[] Bytes(string text)
    {
        var digits = text.Split('\n')
            .Select(line => line.Split(';')[0])
            .SelectMany(line => line.Where(character => !char.IsWhiteSpace(character)));
        return Convert.FromHexString(string.Concat(digits));
    }

    /// <summary><paramref name="count"/> octets that count up from <paramref name="first"/>.</summary>
    public static byte[] Run(byte first, int count) =>
        Enumerable.Range(first, count).Select(value => (byte)value).ToArray();
}
