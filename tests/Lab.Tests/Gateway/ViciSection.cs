using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Gateway;

/// <summary>A section of what `swanctl --raw` prints: `name {key=value list=[a b] inner {…}}`.</summary>
public sealed class ViciSection
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>In the order of the text.</summary>
    public List<(string Name, ViciSection Section)> Sections { get; } = [];

    /// <summary>The value, with blanks between the members of a list; empty if there is none.</summary>
    public string this[string key] => _values.GetValueOrDefault(key, "");

    /// <summary>The sections inside the section of this name; none if there is no such section.</summary>
    public IEnumerable<ViciSection> Inside(string name) =>
        Sections.Where(one => one.Name == name).SelectMany(one => one.Section.Sections).Select(one => one.Section);

    /// <exception cref="LabException">The braces do not match.</exception>
    public static ViciSection Parse(string text)
    {
        var root = new ViciSection();
        var rest = root.Fill(text);
        return rest.Trim().Length == 0 ? root : throw new LabException($"not understood: {rest}\nof: {text}");
    }

    // Takes what belongs to this section, and returns the rest.
    private string Fill(string text)
    {
        while ((text = text.TrimStart()).Length > 0 && text[0] != '}')
        {
            var end = text.IndexOfAny(['=', '{']);
            if (end < 0)
                return text;
            var name = text[..end].Trim();
            text = text[end] == '{' ? Enter(name, text[(end + 1)..]) : Assign(name, text[(end + 1)..]);
        }
        return text;
    }

    private string Enter(string name, string text)
    {
        var inner = new ViciSection();
        Sections.Add((name, inner));
        var rest = inner.Fill(text);
        return rest.StartsWith('}') ? rest[1..] : throw new LabException($"{name} is not closed: {text}");
    }

    private string Assign(string key, string text)
    {
        var isList = text.StartsWith('[');
        var end = isList ? text.IndexOf(']', StringComparison.Ordinal) : text.IndexOfAny([' ', '}']);
        _values[key] = text[(isList ? 1 : 0)..end];
        return text[(isList ? end + 1 : end)..];
    }
}
