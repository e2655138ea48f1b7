namespace Holdfast.Host.Dns;

/// <summary>
/// The common form of the resolver's files: a line is fields between blanks, and may end in a comment.
/// </summary>
internal static class TextFields
{
    private static readonly char[] Blanks = [' ', '\t', '\r', '\v', '\f'];

    /// <summary>The fields of each line that has any.</summary>
    public static IEnumerable<string[]> Lines(string text, string commentSigns) =>
        text.Split('\n')
            .Select(line => line.IndexOfAny(commentSigns.ToCharArray()) is var sign and >= 0 ? line[..sign] : line)
            .Select(line => line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 0);
}
