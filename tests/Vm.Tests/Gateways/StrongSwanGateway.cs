using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;
using Holdfast.Vm.Machines;

namespace Holdfast.Vm.Gateways;

/// <summary>charon of Debian 12.</summary>
public sealed class StrongSwanGateway(Guest guest) : VmGateway(guest, 1)
{
    private const string SaEvent = "list-sa event {";

    // Over TCP, as busybox can speak that. Under emulation each plugin costs.
    private const string Control = """
        charon-systemd {
          plugins {
            vici {
              socket = tcp://127.0.0.1:4502
            }
          }
        }
        swanctl {
          socket = tcp://127.0.0.1:4502
          load = random nonce openssl pem pkcs1 x509 pubkey
        }

        """;

    // What is written here goes to the daemon.
    private const string Requests = "/run/vici";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private GuestProcess? _daemon, _requests;
    private string _loaded = "", _daemonFile = "";

    public override void Serve(GatewaySettings settings)
    {
        var text = SwanctlFile.ForGateway(settings);
        var daemonFile = DaemonFile.For(settings) + Control;
        if (_daemonFile != daemonFile)
        {
            Stop();
            Guest.WriteFile("/etc/strongswan.conf", daemonFile);
            Start();
            (_daemonFile, _loaded) = (daemonFile, "");
        }
        if (_loaded == text)
            return;
        foreach (var (place, content) in settings.Certificate?.Files() ?? [])
            Guest.WriteFile($"/etc/swanctl/{place}", content, "600");
        Guest.WriteFile("/etc/swanctl/swanctl.conf", text, "600");
        Check("swanctl --load-all --noprompt");
        _loaded = text;
    }

    public override void RekeyChild() => RequestRekey("child", GatewaySettings.ChildName);

    public override void RekeyIke() => RequestRekey("ike", GatewaySettings.Connection);

    public override void CloseAll() =>
        Guest.Run($"ip netns exec {Namespace} swanctl --terminate --ike {GatewaySettings.Connection} --force --timeout 1");

    /// <summary>As after a loss of power: it and its kernel know of no SA any more.</summary>
    public void Restart()
    {
        _requests!.Kill();
        _daemon!.Kill();
        Guest.Run("rm -f /run/charon*.pid");
        Check("ip xfrm state flush");
        Check("ip xfrm policy flush");
        Start();
        Check("swanctl --load-all --noprompt");
    }

    public override string Sas() => Check("swanctl --list-sas");

    public override string Log() => Guest.Run("tail -n 150 /run/charon.log").Output;

    public IReadOnlyList<SecurityAssociation> ListSas() =>
        [.. Check("swanctl --list-sas --raw").Split('\n')
            .Where(line => line.StartsWith(SaEvent, StringComparison.Ordinal) && line.EndsWith('}'))
            .Select(line => SecurityAssociation.Parse(line[SaEvent.Length..^1]))];

    // A request of the vici protocol: length, type, and command; then one key and its value. The start of swanctl takes a second.
    private void RequestRekey(string key, string value)
    {
        const string command = "rekey";
        var length = 2 + command.Length + 2 + key.Length + 2 + value.Length;
        Guest.Check($"printf '\\000\\000\\000{Octal(length)}\\000{Octal(command.Length)}{command}"
            + $"\\003{Octal(key.Length)}{key}\\000{Octal(value.Length)}{value}' > {Requests}");
    }

    private static string Octal(int value) => $"\\{Convert.ToString(value, 8).PadLeft(3, '0')}";

    private void Stop()
    {
        _requests?.Kill();
        _daemon?.Signal("TERM");
        _daemon?.WaitForExit(Patience);
    }

    private void Start()
    {
        _daemon = Guest.Start($"exec ip netns exec {Namespace} charon-systemd");
        Wait.Until("charon answers", () => _daemon.HasExited || Guest.Run($"ip netns exec {Namespace} swanctl --stats").ExitCode == 0, Patience);
        _requests = Guest.Start($"""
            rm -f {Requests}
            mkfifo {Requests}
            exec 0<> {Requests}
            echo ready
            exec ip netns exec {Namespace} nc 127.0.0.1 4502 > /dev/null
            """);
        _requests.WaitForLine(new("^ready$"), Patience);
    }
}
