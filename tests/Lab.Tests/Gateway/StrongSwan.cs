using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Gateway;

/// <summary>charon on a machine of the lab; Dispose ends it.</summary>
public sealed class StrongSwan : IDaemon
{
    private const string SaEvent = "list-sa event {";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Machine _machine;
    private readonly BackgroundProcess _daemon;

    private StrongSwan(Machine machine, bool goesFirst)
    {
        _machine = machine;
        // Below /run/charon.*, the only names that AppArmor's profile lets charon write to.
        using var ready = new NotifySocket(Path.Combine(machine.Run, "charon.notify"));
        var environment = new Dictionary<string, string> { ["NOTIFY_SOCKET"] = "/run/charon.notify" };
        _daemon = BackgroundProcess.Start(machine.Wrap("charon-systemd"), environment);
        if (goesFirst)
            _daemon.GoFirst();
        try
        {
            ready.WaitForReady(_daemon, Patience);
            Swanctl("--load-all", "--noprompt");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public BackgroundProcess Process => _daemon;

    /// <summary>Starts the daemon, loads the configuration, and returns when it serves.</summary>
    /// <param name="configuration">The text of swanctl.conf.</param>
    /// <param name="options">Further lines of the daemon's section in strongswan.conf.</param>
    public static StrongSwan Start(
        Machine machine, GatewaySettings settings, string configuration, params IReadOnlyList<string> options)
    {
        var folder = Directory.CreateDirectory(Path.Combine(machine.Etc, "swanctl")).FullName;
        File.WriteAllText(Path.Combine(machine.Etc, "strongswan.conf"), DaemonFile.For(settings, options));
        File.WriteAllText(Path.Combine(folder, "swanctl.conf"), configuration);
        settings.Certificate?.Write(folder);
        settings.FurtherCertificate?.Write(folder, SwanctlFile.FurtherCertificateFile);
        return new StrongSwan(machine, settings.GoesFirst);
    }

    public string Swanctl(params IReadOnlyList<string> arguments) => _machine.Check(["swanctl", .. arguments]);

    public IReadOnlyList<SecurityAssociation> ListSas() =>
        [.. Swanctl("--list-sas", "--raw").Split('\n')
            .Where(line => line.StartsWith(SaEvent, StringComparison.Ordinal) && line.EndsWith('}'))
            .Select(line => SecurityAssociation.Parse(line[SaEvent.Length..^1]))];

    /// <summary>The list for people; empty if the daemon does not answer.</summary>
    public string RawSas() => _machine.Execute("swanctl", "--list-sas").Output;

    /// <summary>The one IKE SA that there is.</summary>
    public SecurityAssociation OnlySa() => Assert.Single(ListSas());

    /// <summary>The daemon forgets an SA some time after the Delete, without an event: so it is asked.</summary>
    public void WaitForNoSa() => Wait.Until("the gateway has no SA left", () => ListSas().Count == 0, Patience);

    public void Initiate() => Swanctl("--initiate", "--ike", GatewaySettings.Connection, "--child", GatewaySettings.ChildName);

    /// <summary>Deletes the IKE SA with all below it and waits for the peer's answer.</summary>
    public void Terminate() => Swanctl("--terminate", "--ike", GatewaySettings.Connection);

    /// <summary>Deletes one Child SA and waits for the peer's answer.</summary>
    public void TerminateChild(string name = GatewaySettings.ChildName) => Swanctl("--terminate", "--child", name);

    /// <summary>Begins the rekeying of a Child SA, and does not wait for its end.</summary>
    public void RekeyChild(string name = GatewaySettings.ChildName) => Swanctl("--rekey", "--child", name);

    /// <summary>Begins the rekeying of the IKE SA, and does not wait for its end.</summary>
    public void RekeyIke() => Swanctl("--rekey", "--ike", GatewaySettings.Connection);

    /// <summary>The daemon's log so far.</summary>
    public IReadOnlyList<string> Log()
    {
        var log = Path.Combine(_machine.Run, "charon.log");
        return File.Exists(log) ? File.ReadAllLines(log) : [];
    }

    /// <summary>How many lines of the log contain the text.</summary>
    public int CountInLog(string text) => Log().Count(line => line.Contains(text, StringComparison.Ordinal));

    public IReadOnlyList<string> LogTail(int lines = 400) => [.. Log().TakeLast(lines)];

    public void Dispose()
    {
        _daemon.Signal(BackgroundProcess.Terminate);
        try
        {
            _daemon.WaitForExit(Patience);
        }
        catch (LabException)
        {
            // It hangs; what follows ends it for certain.
        }
        _daemon.Dispose();
    }
}
