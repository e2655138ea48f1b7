using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Gateways;

/// <summary>charon of Debian 12.</summary>
public sealed class StrongSwanGateway(Guest guest) : VmGateway(guest, 1)
{
    private const string SaEvent = "list-sa event {";

    // Under emulation each plugin costs.
    private const string ToolPlugins = """
        swanctl {
          load = random nonce openssl pem pkcs1 x509 pubkey
        }

        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private GuestProcess? _daemon;
    private string _loaded = "", _daemonFile = "";

    public override void Serve(GatewaySettings settings)
    {
        var text = SwanctlFile.ForGateway(settings);
        var daemonFile = DaemonFile.For(settings) + ToolPlugins;
        if (_daemonFile != daemonFile)
        {
            Stop();
            Guest.WriteFile("/etc/strongswan.conf", daemonFile);
            Start();
            (_daemonFile, _loaded) = (daemonFile, "");
        }
        if (_loaded == text)
            return;
        Guest.WriteFile("/etc/swanctl/swanctl.conf", text, "600");
        Check("swanctl --load-all --noprompt");
        _loaded = text;
    }

    public override void RekeyChild() => Check($"swanctl --rekey --child {GatewaySettings.ChildName}");

    public override void RekeyIke() => Check($"swanctl --rekey --ike {GatewaySettings.Connection}");

    public override void CloseAll() =>
        Guest.Run($"ip netns exec {Namespace} swanctl --terminate --ike {GatewaySettings.Connection} --force --timeout 1");

    public override string Sas() => Check("swanctl --list-sas");

    public override string Log() => Guest.Run("tail -n 150 /run/charon.log").Output;

    public IReadOnlyList<SecurityAssociation> ListSas() =>
        [.. Check("swanctl --list-sas --raw").Split('\n')
            .Where(line => line.StartsWith(SaEvent, StringComparison.Ordinal) && line.EndsWith('}'))
            .Select(line => SecurityAssociation.Parse(line[SaEvent.Length..^1]))];

    private void Stop()
    {
        _daemon?.Signal("TERM");
        _daemon?.WaitForExit(Patience);
        Guest.Run("rm -f /run/charon.vici");
    }

    private void Start()
    {
        _daemon = Guest.Start($"exec ip netns exec {Namespace} charon-systemd");
        Wait.Until("charon answers", () => _daemon.HasExited || Guest.Run("test -S /run/charon.vici").ExitCode == 0, Patience);
    }
}
