using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Boards;

/// <summary>A board that is on: what it does it does by itself, and the tests look.</summary>
public sealed class Board : IDisposable
{
    public const int Megabytes = 128;

    private static readonly TimeSpan BootPatience = TimeSpan.FromMinutes(5), Patience = TimeSpan.FromMinutes(3);

    private readonly Guest _guest;

    private Board(Guest guest) => _guest = guest;

    /// <summary>Nothing can be asked of it any more.</summary>
    public bool IsOff => _guest.IsGone;

    /// <summary>Resident memory of the agent (VmRSS) in KiB.</summary>
    public int ResidentKibibytes => Number($"sed -n 's/^VmRSS:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/{AgentId}/status");

    public int AgentId => Number("systemctl show -P MainPID holdfast");

    /// <summary>Switches it on, and returns when it answers the tests.</summary>
    /// <param name="uplink">The device and its network that it is connected to.</param>
    public static Board SwitchOn(string image, Card card, NetworkNamespace network, string uplink) => new(Guest.Boot(
        Architecture.Arm64,
        disk => network.Wrap(
            MachineImage.Script("board.sh"), image, card.Path, Megabytes.ToString(CultureInfo.InvariantCulture), uplink, disk),
        BootPatience));

    public CommandResult Run(string script) => _guest.Run(script, Patience);

    /// <returns>Standard output.</returns>
    public string Check(string script) => _guest.Check(script, Patience);

    public void WriteFile(string path, string text, string mode) => _guest.WriteFile(path, text, mode);

    /// <summary>What the agent says of itself; null: it does not answer.</summary>
    public AgentStatus? Status()
    {
        var result = Run("holdfast status --json");
        return result.ExitCode == 0 ? AgentStatus.Parse(result.Output) : null;
    }

    /// <summary>The journal's lines of a unit since the start, each with the seconds since the kernel's start.</summary>
    public IReadOnlyList<(double Seconds, string Text)> Journal(string unit) =>
        [.. Check($"journalctl -b -u {unit} -o json --output-fields=MESSAGE").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Entry)];

    /// <summary>Seconds from the kernel's start to the line by which the agent last said that it is connected, which it is about to write.</summary>
    public double WhenConnected()
    {
        (double Seconds, string Text) found = default;
        Wait.Until("connected", () => (found = Journal("holdfast").LastOrDefault(line => AgentLog.Connected.IsMatch(line.Text))).Text is not null, Patience);
        return found.Seconds;
    }

    /// <summary>Packets to the host behind the gateway are answered.</summary>
    public void Ping()
    {
        var result = TryPing();
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    public CommandResult TryPing() => Run($"ping -n -q -c 3 -W 5 {Addresses.HostV4}");

    /// <summary>How it all stands, for the report of a test that failed.</summary>
    public string Describe()
    {
        try
        {
            return Run("""
                journalctl -b --no-pager -o short-monotonic | tail -n 120
                systemctl --no-pager --failed
                ip -br address; ip rule; ip route; free -m
                """).Output;
        }
        catch (LabException error)
        {
            return error.Message;
        }
    }

    /// <summary>At once, as by pulling the plug.</summary>
    public void PullPlug() => _guest.SwitchOff();

    public void Dispose() => _guest.Dispose();

    private int Number(string script) => int.Parse(Check(script), CultureInfo.InvariantCulture);

    private static (double, string) Entry(string line)
    {
        using var document = JsonDocument.Parse(line);
        var microseconds = long.Parse(document.RootElement.GetProperty("__MONOTONIC_TIMESTAMP").GetString()!, CultureInfo.InvariantCulture);
        return (microseconds / 1e6, document.RootElement.GetProperty("MESSAGE").ToString());
    }
}
