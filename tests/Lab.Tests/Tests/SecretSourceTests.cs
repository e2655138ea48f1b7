using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>Secrets that are neither in the configuration nor in a file beside it.</summary>
public sealed class SecretSourceTests : LabTest
{
    private const string Folder = "/run/credentials/holdfast.service";

    private static readonly string Secret = new GatewaySettings().Secret;

    [Fact]
    public void From_the_environment_which_does_not_show_it_any_more()
    {
        using var lab = StartLab();
        HoldfastProcess agent = lab.ConnectWith(["VPN_SECRET=" + Secret, "VPN_OTHER=stays"], new AgentSettings { Secret = null, SecretFile = "env:VPN_SECRET" });

        Assert.Contains("VPN_OTHER=stays", agent.Variables, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, agent.Variables, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, agent.Transcript, StringComparison.Ordinal);
    }

    [Fact]
    public void A_process_with_secrets_leaves_no_core()
    {
        using var lab = StartLab();

        Assert.Matches(@"^Max core file size +0 +0 ", lab.Connect().Limit("Max core file size"));
    }

    /// <summary>As systemd leaves them for a service with a user of its own.</summary>
    [Fact]
    public void From_the_service_managers_directory()
    {
        using var lab = StartLab();
        string folder = Directory.CreateDirectory(lab.Topology.Site.Run + Folder["/run".Length..]).FullName;
        File.WriteAllText(Path.Combine(folder, "psk"), Secret + "\n");
        File.SetUnixFileMode(Path.Combine(folder, "psk"), UnixFileMode.UserRead | UnixFileMode.GroupRead);
        File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute);
        AgentSettings settings = new() { Secret = null, SecretFile = "credential:psk" };

        HoldfastProcess without = lab.StartAgent(settings);
        Assert.Equal(ExitCodes.Configuration, without.WaitForExit());
        Assert.Contains("LoadCredential=psk:FILE", Assert.Single(without.ErrorLines), StringComparison.Ordinal);

        lab.ConnectWith([$"CREDENTIALS_DIRECTORY={Folder}"], settings);
    }
}
