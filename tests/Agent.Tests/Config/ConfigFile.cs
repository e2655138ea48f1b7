using System.Text;
using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

/// <summary>Configuration files for tests, read under one name.</summary>
internal static class ConfigFile
{
    public const string Name = "/etc/holdfast/agent.json";

    private const string ThreeLines =
        "\"gateway\": \"gw.example.org\",\n  \"identity\": \"site1.example.org\",\n  \"secret\": \"correct horse\"";

    /// <summary>The three lines and more of them.</summary>
    public static string With(string more = "") => $"{{\n  {ThreeLines}{(more.Length > 0 ? ",\n  " : "")}{more}\n}}\n";

    public static AgentConfig Accepted(string json)
    {
        bool isRead = ConfigReader.TryRead(Encoding.UTF8.GetBytes(json), Name, out AgentConfig? config, out var errors);
        Assert.Empty(errors);
        Assert.True(isRead);
        return config!;
    }

    /// <summary>The only connection of an accepted file.</summary>
    public static ConnectionConfig Connection(string json) => Assert.Single(Accepted(json).Connections);

    /// <summary>The errors, each as its line.</summary>
    public static string[] Refused(byte[] content)
    {
        bool isRead = ConfigReader.TryRead(content, Name, out AgentConfig? config, out var errors);
        Assert.False(isRead);
        Assert.Null(config);
        Assert.NotEmpty(errors);
        return errors.Select(error => error.ToString()).ToArray();
    }

    public static string[] Refused(string json) => Refused(Encoding.UTF8.GetBytes(json));
}
