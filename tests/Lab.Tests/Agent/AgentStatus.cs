using System.Text.Json;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Agent;

/// <summary>What the lab reads in `holdfast status --json`, wherever it is in there.</summary>
public sealed class AgentStatus
{
    private readonly List<(string Name, JsonElement Value)> _members = [];

    private AgentStatus(JsonElement root) => Collect(root);

    /// <summary>Pairs of SPIs of the Child SAs, as the agent receives and sends, each 8 hexadecimal digits.</summary>
    public IReadOnlyList<(string Inbound, string Outbound)> Children =>
        [.. Texts("inboundSpi").Select(Plain).Zip(Texts("outboundSpi").Select(Plain))];

    /// <summary>SPIs of the IKE SAs, the initiator's and the responder's, each 16 hexadecimal digits.</summary>
    public IReadOnlyList<string> IkeSpis => [.. Texts("ikeSpis")];

    /// <summary>The virtual addresses.</summary>
    public IReadOnlyList<string> Addresses => [.. _members
        .Where(member => member is { Name: "addresses", Value.ValueKind: JsonValueKind.Array })
        .SelectMany(member => member.Value.EnumerateArray().Select(address => address.GetString()!))];

    /// <exception cref="LabException">It is no JSON.</exception>
    public static AgentStatus Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            // What is about the only connection stands at the top a second time.
            var root = document.RootElement.Clone();
            return new AgentStatus(root.TryGetProperty("connections", out var connections) ? connections : root);
        }
        catch (JsonException error)
        {
            throw new LabException($"the status is no JSON ({error.Message}): {json}");
        }
    }

    /// <summary>All texts with this name.</summary>
    public IEnumerable<string> Texts(string name) => _members
        .Where(member => member.Name == name && member.Value.ValueKind == JsonValueKind.String)
        .Select(member => member.Value.GetString()!);

    private static string Plain(string spi) =>
        (spi.StartsWith("0x", StringComparison.Ordinal) ? spi[2..] : spi).ToLowerInvariant().PadLeft(8, '0');

    private void Collect(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                _members.Add((member.Name, member.Value));
                Collect(member.Value);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item);
        }
    }
}
