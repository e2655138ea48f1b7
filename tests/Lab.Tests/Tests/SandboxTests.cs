using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>What the agent gives up where no service manager has shut it in.</summary>
public sealed class SandboxTests : LabTest
{
    // Of capabilities(7): NET_BIND_SERVICE, NET_ADMIN, NET_RAW; SYS_BOOT, as this is no systemd; IPC_LOCK where the limit can't be lifted.
    private const ulong Kept = (1UL << 10) | (1UL << 12) | (1UL << 13) | (1UL << 22) | (1UL << 14);

    [Fact]
    public void All_its_threads_are_shut_in_and_status_says_so()
    {
        using var lab = StartLab();
        var agent = lab.Connect();
        foreach (var thread in Directory.GetDirectories($"/proc/{agent.Id}/task"))
        {
            var status = File.ReadAllLines(Path.Combine(thread, "status"));
            foreach (var set in new[] { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" })
                Assert.True((Number(status, set, NumberStyles.HexNumber) & ~Kept) == 0, $"{set} of {thread}");
            Assert.Equal((2UL, 1UL), (Number(status, "Seccomp"), Number(status, "NoNewPrivs")));
        }

        var said = lab.Holdfast("status").Output;
        Assert.Contains("NET_ADMIN", said, StringComparison.Ordinal);
        Assert.Contains("; no new privileges; system calls filtered\n", said, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.AskedToStop, agent.Stop());
    }

    [Fact]
    public void A_script_that_restarts_dnsmasq_keeps_what_that_takes()
    {
        using var lab = StartLab();
        Directory.CreateDirectory(Path.Combine(lab.Topology.Site.Etc, "init.d"));
        File.WriteAllText(Path.Combine(lab.Topology.Site.Etc, "init.d", "dnsmasq"), "#!/bin/sh\n");
        var agent = lab.Connect();

        var kept = Number(File.ReadAllLines($"/proc/{agent.Id}/status"), "CapBnd", NumberStyles.HexNumber);
        Assert.Equal(0x1FBUL, kept & ~Kept);
    }

    private static ulong Number(string[] status, string name, NumberStyles style = NumberStyles.None) =>
        ulong.Parse(status.First(line => line.StartsWith($"{name}:\t", StringComparison.Ordinal))[(name.Length + 2)..], style, CultureInfo.InvariantCulture);
}
