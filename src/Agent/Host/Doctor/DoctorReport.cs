using System.Text;
using System.Text.Json;

namespace Holdfast.Host.Doctor;

/// <summary>How one connection's packets would go.</summary>
/// <param name="Path">With the reason, where it is not the first choice.</param>
public sealed record ConnectionPrognosis(string Name, string Path, bool IsPossible);

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
            text.Append($"{(one.IsPossible ? "" : "not possible: ")}connection {one.Name} would use: {one.Path}\n");
        if (Connections.Count == 0)
            text.Append(Summary).Append('\n');
        return text.ToString();
    }

    public string Json()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("kernel", Kernel);
            json.WriteBoolean("canCarry", CanCarry);
            json.WriteStartArray("findings");
            foreach (Finding finding in Findings)
            {
                json.WriteStartObject();
                json.WriteString("what", finding.What);
                json.WriteString("problem", finding.Problem);
                json.WriteString("remedy", finding.Problem is null ? null : finding.Remedy);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("connections");
            foreach (ConnectionPrognosis one in Connections)
            {
                json.WriteStartObject();
                json.WriteString("name", one.Name);
                json.WriteString("path", one.Path);
                json.WriteBoolean("isPossible", one.IsPossible);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }
}
