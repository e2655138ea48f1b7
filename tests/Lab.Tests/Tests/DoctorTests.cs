using Holdfast.Lab.Agent;

namespace Holdfast.Lab.Tests;

/// <summary>What doctor says of this machine, whose kernel may lack ESP.</summary>
public sealed class DoctorTests : LabTest
{
    [Fact]
    public void It_says_what_the_kernel_can_do_and_which_way_the_connection_would_go()
    {
        using var lab = StartLab();
        AgentFile.Write(lab.Topology.Site, new AgentSettings().ToJson());
        var before = lab.SiteSnapshot();
        var result = lab.Holdfast("doctor");

        Assert.True(result.ExitCode == ExitCodes.AskedToStop, result.Error + result.Output);
        Assert.Contains("ok       TUN device\n", result.Output, StringComparison.Ordinal);
        var lines = result.Output.TrimEnd('\n').Split('\n');
        Assert.Contains(lines, line => line.StartsWith("kernel   ", StringComparison.Ordinal));
        if (Requirements.MissingKernelEsp() is null)
        {
            Assert.Contains("ok       aes128gcm16", lines);
            Assert.Contains("would use: kernel", lines[^1], StringComparison.Ordinal);
        }
        else
        {
            Assert.Contains(lines, line => line.StartsWith("missing  aes128gcm16: ", StringComparison.Ordinal));
            Assert.Contains("would use: userspace (", lines[^1], StringComparison.Ordinal);
        }

        Assert.Equal(before, lab.SiteSnapshot());
        Assert.Empty(lab.Gateway.ListSas());
    }
}
