using System.Text.Json;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;

namespace Holdfast.Lab.Tests;

public sealed class StatusTests : LabTest
{
    [Fact]
    public void Json_names_state_gateway_and_virtual_address()
    {
        using var lab = StartLab();
        lab.Connect();
        var result = lab.Holdfast("status", "--json");
        Assert.Equal(ExitCodes.AskedToStop, result.ExitCode);
        using var document = JsonDocument.Parse(result.Output);
        Assert.Equal("connected", document.RootElement.GetProperty("state").GetString());
        Assert.Contains(Addresses.Gateway, result.Output, StringComparison.Ordinal);
        foreach (var address in Assert.Single(lab.Gateway.ListSas()).RemoteAddresses.Split(' '))
            Assert.Contains(address, result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(new AgentSettings().Secret!, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_form_says_the_same_to_people()
    {
        using var lab = StartLab();
        lab.Connect();
        var result = lab.Holdfast("status");
        Assert.Equal(ExitCodes.AskedToStop, result.ExitCode);
        Assert.Contains("connected", result.Output, StringComparison.Ordinal);
        Assert.Contains(Addresses.Gateway, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_its_owner_may_use_the_socket_and_it_goes_with_the_agent()
    {
        using var lab = StartLab();
        var agent = lab.Connect();
        var socket = Assert.Single(Sockets(lab));
        Assert.Equal(AgentFile.Private, File.GetUnixFileMode(socket));
        agent.Stop();
        Assert.Empty(Sockets(lab));
    }

    [Fact]
    public void Without_an_agent_there_is_one_line_that_says_so()
    {
        using var lab = StartLab();
        var result = lab.Holdfast("status");
        Assert.NotEqual(ExitCodes.AskedToStop, result.ExitCode);
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<string> Sockets(TunnelLab lab)
    {
        var folder = Path.Combine(lab.Topology.Site.Run, "holdfast");
        return Directory.Exists(folder)
            ? Directory.EnumerateFileSystemEntries(folder).Where(path => Path.GetExtension(path) == ".sock")
            : [];
    }
}
