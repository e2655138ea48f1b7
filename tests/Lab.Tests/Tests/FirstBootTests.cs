using System.Text;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>From a card, or from a dialogue, to a tunnel.</summary>
public sealed class FirstBootTests : LabTest
{
    private const string Card = "/run/card", State = "/run/holdfast-state";

    // Answers each question when it has been asked, as a person does: what is typed before would be seen.
    private const string Dialogue = """
        set -eu
        cd /run
        mkfifo keys
        : > screen
        binary=$1; shift
        printf 'echo $$ > pid\nexec %s enroll --state-dir /run/holdfast-state\n' "$binary" > enroll
        script -qefc 'sh enroll; echo code $?; stty -a' screen < keys > /dev/null &
        exec 3> keys
        while [ $# -gt 0 ]; do
            tries=0
            until grep -q "$1" screen; do
                tries=$((tries + 1))
                [ $tries -lt 200 ] || exit 9
                sleep 0.1
            done
            if [ "$2" = TERM ]; then kill -TERM "$(cat pid)"; else printf "$2" >&3; fi
            shift 2
        done
        wait
        """;

    private static readonly GatewaySettings Gateway = new();

    [Fact]
    public void A_card_with_a_configuration_is_all_that_a_site_needs()
    {
        using var lab = StartLab();
        var card = Directory.CreateDirectory(lab.Topology.Site.Run + Card["/run".Length..]).FullName;
        var file = Path.Combine(card, "HOLDFAST.JSON");
        var right = new AgentSettings { Secret = null, SecretFile = "site.key" }.ToJson().Replace("\n", "\r\n", StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(card, "site.key"), Gateway.Secret + "\r\n");
        File.WriteAllText(file, right.Replace("gateway", "gatway", StringComparison.Ordinal), Encoding.Unicode);

        var wrong = FirstBoot(lab);
        Assert.Equal(ExitCodes.Configuration, wrong.ExitCode);
        Assert.Contains("did you mean \"gateway\"?\r\n", File.ReadAllText(Path.Combine(card, "holdfast-error.txt")), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(lab.Topology.Site.Etc, "holdfast", "agent.json")));

        File.WriteAllText(file, right, Encoding.Unicode);
        var done = FirstBoot(lab);
        Assert.True(done.ExitCode == 0, done.Error);
        Assert.Empty(Directory.GetFileSystemEntries(card));
        lab.StartAgentAsConfigured().WaitForConnected();
        Assert.DoesNotContain(Gateway.Secret, wrong.Error + done.Error, StringComparison.Ordinal);

        var again = FirstBoot(lab);
        Assert.Equal((0, "", ""), (again.ExitCode, again.Output, again.Error));
    }

    [Fact]
    public void A_dialogue_asks_for_all_that_it_takes_and_shows_no_secret()
    {
        using var lab = StartLab();

        var screen = Talk(lab,
            "Gateway", "not a host\\n", "is neither", Addresses.Gateway + "\\n", "Login", "2\\n", "Name that", Gateway.ClientIdentity + "\\n",
            "Pre-shared", Gateway.Secret + "\\n", "once more", Gateway.Secret + "\\n", "Write it", "\\n");

        Assert.Contains("code 0", screen, StringComparison.Ordinal);
        Assert.DoesNotContain(Gateway.Secret, screen, StringComparison.Ordinal);
        IsAsBefore(screen);
        lab.StartAgentAsConfigured().WaitForConnected();
    }

    [Theory]
    [InlineData("half a secr\\003")]
    [InlineData("TERM")]
    public void Ended_in_the_middle_of_a_secret_it_leaves_the_terminal_and_the_disk_as_they_were(string end)
    {
        using var lab = StartLab();

        var screen = Talk(lab,
            "Gateway", Addresses.Gateway + "\\n", "Login", "2\\n", "Name that", "site\\n", "Pre-shared", end);

        Assert.Contains("Nothing was written.", screen, StringComparison.Ordinal);
        Assert.Contains("code 1", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("half", screen, StringComparison.Ordinal);
        IsAsBefore(screen);
        Assert.False(Directory.Exists(Path.Combine(lab.Topology.Site.Etc, "holdfast")));
    }

    [Fact]
    public void Without_a_terminal_there_is_no_dialogue()
    {
        using var lab = StartLab();
        var result = lab.Holdfast("enroll");

        Assert.Equal(ExitCodes.Configuration, result.ExitCode);
        Assert.StartsWith("error: \"enroll\" asks questions and wants a terminal", Assert.Single(result.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private static CommandResult FirstBoot(TunnelLab lab) => lab.Holdfast("first-boot", "--boot", "/run/none", "--boot", Card, "--state-dir", State);

    /// <param name="lines">What is waited for on the screen, and what is typed then, in turn.</param>
    private static string Talk(TunnelLab lab, params string[] lines)
    {
        var result = lab.Topology.Site.Execute(["sh", "-c", Dialogue, "sh", HoldfastBinary.Path, .. lines]);
        var screen = File.ReadAllText(Path.Combine(lab.Topology.Site.Run, "screen"));
        Log(screen);
        Assert.True(result.ExitCode == 0, $"{result.ExitCode} {result.Error}");
        return screen;
    }

    private static void IsAsBefore(string screen)
    {
        Assert.Matches(@"(?<!-)\bisig\b", screen);
        Assert.Matches(@"(?<!-)\becho\b", screen);
        Assert.Contains("eol = <undef>;", screen, StringComparison.Ordinal);
    }
}
