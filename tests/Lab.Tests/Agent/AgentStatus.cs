using System.Text.Json;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Agent;

/// <summary>A Child SA as the agent tells of it; SPIs are 8 hexadecimal digits.</summary>
/// <param name="Sends">What goes out goes through it; one that was replaced only receives.</param>
public sealed record AgentChildStatus(string Name, string Inbound, string Outbound, bool Sends);

/// <summary>What the lab reads in `holdfast status --json`, of all connections together.</summary>
public sealed record AgentStatus(
    IReadOnlyList<string> IkeSpis, IReadOnlyList<string> Addresses, IReadOnlyList<AgentChildStatus> Children)
{
    /// <summary>Which way the packets of each session go, such as `kernel (policies)`.</summary>
    public IReadOnlyList<string> Paths { get; private init; } = [];

    /// <summary>Names of the post-quantum pre-shared keys in use; null for a session without.</summary>
    public IReadOnlyList<string?> Ppks { get; private init; } = [];

    /// <summary>What the name servers of all sessions are for.</summary>
    public IReadOnlyList<string> DnsDomains { get; private init; } = [];

    /// <summary>Whether each session came of a ticket.</summary>
    public IReadOnlyList<bool> Resumed { get; private init; } = [];

    /// <summary>Whether ESP of each session is in IP, not in UDP.</summary>
    public IReadOnlyList<bool> BareEsp { get; private init; } = [];

    /// <summary>Rekeys of Child SAs, and of IKE SAs.</summary>
    public int ChildRekeys { get; private init; }

    /// <inheritdoc cref="ChildRekeys"/>
    public int IkeRekeys { get; private init; }

    /// <exception cref="LabException">It is no status.</exception>
    public static AgentStatus Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var sessions = document.RootElement.GetProperty("connections").EnumerateArray()
                .Where(connection => connection.TryGetProperty("session", out _))
                .Select(connection => connection.GetProperty("session"))
                .ToList();
            return new AgentStatus(
                [.. sessions.Select(session => Text(session, "ikeSpis"))],
                [.. sessions.SelectMany(session => session.GetProperty("addresses").EnumerateArray())
                    .Select(address => address.GetString()!)],
                [.. sessions.SelectMany(session => session.GetProperty("children").EnumerateArray()).Select(Child)])
            {
                Ppks = [.. sessions.Select(session => session.TryGetProperty("ppk", out var ppk) ? ppk.GetString() : null)],
                DnsDomains = [.. sessions.SelectMany(session => session.GetProperty("dnsDomains").EnumerateArray()).Select(name => name.GetString()!)],
                Paths = [.. sessions.Select(session => Text(session, "path"))],
                Resumed = [.. sessions.Select(session => session.GetProperty("resumed").GetBoolean())],
                BareEsp = [.. sessions.Select(session => session.GetProperty("bareEsp").GetBoolean())],
                ChildRekeys = sessions.Sum(session => session.GetProperty("childRekeys").GetInt32()),
                IkeRekeys = sessions.Sum(session => session.GetProperty("ikeRekeys").GetInt32()),
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException)
        {
            throw new LabException($"not understood ({error.Message}): {json}");
        }
    }

    private static AgentChildStatus Child(JsonElement child) => new(
        Text(child, "name"), Spi(child, "inboundSpi"), Spi(child, "outboundSpi"), child.GetProperty("sends").GetBoolean());

    private static string Spi(JsonElement child, string name)
    {
        var text = Text(child, name);
        return (text.StartsWith("0x", StringComparison.Ordinal) ? text[2..] : text).PadLeft(8, '0');
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
