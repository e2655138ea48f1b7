using Holdfast.Lab.Agent;

namespace Holdfast.Lab.Tests;

/// <summary>A configuration that is wrong is refused before anything is touched.</summary>
public sealed class ConfigurationTests : LabTest
{
    private const string Path = "/etc/holdfast/agent.json";

    [Theory]
    [InlineData("""{ "gateway": "192.0.2.2", """, Path)]
    [InlineData("""{ "gateway": "192.0.2.2", "identity": "psk-client" }""", "\"secret\"")]
    [InlineData("""{ "gateway": "192.0.2.2", "identity": "psk-client", "secret": "x", "gatway": "y" }""", "\"gatway\"")]
    [InlineData("""{ "gateway": "192.0.2.2", "identity": "psk-client", "secret": "x", "esp": ["rot13"] }""", "\"esp[0]\"")]
    [InlineData("""{ "gateway": "192.0.2.2", "identity": "psk-client", "secret": "x", "mtu": "wide" }""", "\"mtu\"")]
    public void A_malformed_file_is_one_line_that_names_file_and_key(string json, string named)
    {
        using var lab = StartLab();
        AgentFile.Write(lab.Topology.Site, json);
        var line = RefusedInOneLine(lab);
        Assert.Contains(Path, line, StringComparison.Ordinal);
        Assert.Contains(named, line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var lab = StartLab();
        Assert.Contains(Path, RefusedInOneLine(lab), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupRead)]
    public void A_secret_that_others_can_read_is_refused_with_the_remedy(UnixFileMode tooMuch)
    {
        using var lab = StartLab();
        AgentFile.Write(lab.Topology.Site, new AgentSettings().ToJson(), AgentFile.Private | tooMuch);
        Assert.Contains($"chmod 600 {Path}", RefusedInOneLine(lab), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_tells_what_would_be_done_and_does_nothing()
    {
        using var lab = StartLab();
        var before = lab.SiteSnapshot();
        AgentFile.Write(lab.Topology.Site, new AgentSettings().ToJson());
        var result = lab.Holdfast("check");
        Assert.Equal(ExitCodes.AskedToStop, result.ExitCode);
        Assert.Contains("192.0.2.2", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(new AgentSettings().Secret!, result.Output + result.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Gateway.ListSas());
        Assert.Equal(before, lab.SiteSnapshot());
    }

    private static string RefusedInOneLine(TunnelLab lab)
    {
        var before = lab.SiteSnapshot();
        var agent = lab.StartAgentAsConfigured();
        Assert.Equal(ExitCodes.Configuration, agent.WaitForExit());
        Assert.Equal(before, lab.SiteSnapshot());
        Assert.Empty(lab.Gateway.ListSas());
        return Assert.Single(agent.Transcript.Split('\n'));
    }
}
