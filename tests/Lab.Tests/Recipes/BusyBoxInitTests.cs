using Holdfast.Lab.Agent;
using Holdfast.Lab.Tests;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Recipes;

/// <summary>The start script for BusyBox's init, in BusyBox.</summary>
public sealed class BusyBoxInitTests : LabTest
{
    private const string Script = "/etc/init.d/S19holdfast";

    /// <summary>Ends at once the first two times, and then goes on until it is ended.</summary>
    private const string Agent =
        """
        #!/bin/sh
        echo "started" >> /tmp/calls
        [ "$(grep -c started /tmp/calls)" -gt 2 ] || exit 7
        trap 'echo ended >> /tmp/calls; exit 0' TERM
        while :; do sleep 0.1; done
        """;

    [Fact]
    public void The_agent_is_started_again_until_it_is_stopped()
    {
        Require(RouterRoot.Missing);
        using var router = new RouterRoot();
        Directory.CreateDirectory(router.At("proc"));
        Executable.Copy(Path.Combine(HoldfastBinary.Root, "cross-build/services/holdfast.busybox"), router.At(Script));
        router.Program("usr/lib/holdfast/respawn", Agent);

        var result = router.RunWithProcesses("/bin/sh", "-c",
            $"""
            {Script} start
            {Script} start
            until [ "$(grep -c started /tmp/calls)" = 3 ]; do sleep 0.1; done
            {Script} stop
            {Script} stop
            sleep 1.5
            ps
            """);

        Assert.Equal(["started", "started", "started", "ended"], router.Told());
        Assert.StartsWith(
            "Starting holdfast: OK\nStarting holdfast: running already\nStopping holdfast: OK\nStopping holdfast: not running\n", result.Output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("again", result.Output[result.Output.IndexOf("PID", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }
}
