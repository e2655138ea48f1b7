using Holdfast.Host;
using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Holdfast.Tests.Names;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class ConfinementTests : IDisposable
{
    private const string Config = "/etc/holdfast/agent.json";

    private readonly FakeSystem _system = new();

    public void Dispose() => _system.Dispose();

    [Fact]
    public void Under_systemd_others_restart_servers_and_the_machine()
    {
        _system.With("/etc/init.d/dnsmasq").With("/usr/sbin/resolvconf");

        Assert.Equal(CapabilitySet.Tunnel, Confinement.Kept(_system.Files, Config, isSystemd: true));
    }

    [Fact]
    public void Elsewhere_the_agent_does_where_there_are_such_servers()
    {
        CapabilitySet least = CapabilitySet.Tunnel | CapabilitySet.Reboot;
        Assert.Equal(least, Confinement.Kept(_system.Files, Config, isSystemd: false));

        _system.With("/usr/sbin/resolvconf");
        Assert.Equal(least | CapabilitySet.StartServers, Confinement.Kept(_system.Files, Config, isSystemd: false));
    }

    [Theory]
    [InlineData("/etc/holdfast/agent.json", false)]
    [InlineData("/etc/../home/pi/agent.json", true)]
    [InlineData("agent.json", true)]
    public void A_configuration_in_a_users_folder_can_be_read(string path, bool isKept) =>
        Assert.Equal(isKept, Confinement.Kept(_system.Files, path, isSystemd: true).HasAll(CapabilitySet.ReadAnything));

    [Fact]
    public void What_is_loaded_before_a_service_that_is_shut_in_are_the_agents_own_modules()
    {
        string script = File.ReadAllText(Path.Combine(RepositoryRoot(), "cross-build", "services", "prepare"));
        foreach (string name in KernelModuleSet.All)
            Assert.Matches($"load [a-z0-9_ ]*\\b{name}\\b", script);
        string[] loaded = [.. script.Split('\n', ')').Where(part => part.TrimStart().StartsWith("load ", StringComparison.Ordinal))
            .SelectMany(part => part.Replace(";;", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..])];
        Assert.Equal(KernelModuleSet.All.Order(StringComparer.Ordinal), loaded.Order(StringComparer.Ordinal));
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
            folder = folder.Parent;
        return folder!.FullName;
    }
}
