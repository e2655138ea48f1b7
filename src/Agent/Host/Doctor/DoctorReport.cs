using System.Text;
using System.Text.Json;

namespace Holdfast.Host.Doctor;

/// <summary>How one connection's packets would go.</summary>
/// <param name="Path">With the reason, where it is not the first choice.</param>
public sealed record ConnectionPrognosis(string Name, string Path, bool IsPossible)
{
    public override string ToString() => $"{(IsPossible ? "" : "not possible: ")}connection {Name} would use: {Path}";
}

/// <summary>What <c>holdfast doctor</c> found.</summary>
public sealed record DoctorReport(
    string Kernel, IReadOnlyList<Finding> Findings, IReadOnlyList<ConnectionPrognosis> Connections, bool CanCarry, string Summary)
{
    public string Text()
    {
        StringBuilder text = new($"kernel   {Kernel}\n");
        foreach (Finding finding in Findings)
            text.Append(finding).Append('\n');
        foreach (ConnectionPrognosis one in Connections)
            text.Append(one).Append('\n');
        if (Connections.Count == 0)
            text.Append(Summary).Append('\n');
        return text.ToString();
    }

    public string Json()
    {
        string findings = string.Join(',', Findings.Select(finding =>
            $$"""{"what":{{Quote(finding.What)}},"problem":{{Quote(finding.Problem)}},"remedy":{{Quote(finding.Problem is null ? null : finding.Remedy)}}}"""));
        string connections = string.Join(',', Connections.Select(one =>
            $$"""{"name":{{Quote(one.Name)}},"path":{{Quote(one.Path)}},"isPossible":{{Bool(one.IsPossible)}}}"""));
        return $$"""{"kernel":{{Quote(Kernel)}},"canCarry":{{Bool(CanCarry)}},"findings":[{{findings}}],"connections":[{{connections}}]}""" + "\n";
    }

    public override string ToString() => Text();

    // Not worth a serializer's code.
    private static string Quote(string? text) => text is null ? "null" : $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Bool(bool value) => value ? "true" : "false";
}
