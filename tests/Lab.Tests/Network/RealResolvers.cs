using Holdfast.Lab.Compare;
using Holdfast.Lab.Gateway;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Network;

/// <summary>What systems keep their name servers in, for the site: the real programs, on the site's own files.</summary>
public static class RealResolvers
{
    private const string Script = "tests/Lab.Tests/scripts/resolver-files.sh";

    // Whatever the machine has for it may not be seen in a user namespace: the site's is root.
    private const string Account = "systemd-resolve:x:0:";

    private const string Bus = """
        <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
        <busconfig>
          <type>system</type>
          <listen>unix:path=/run/dbus/system_bus_socket</listen>
          <auth>EXTERNAL</auth>
          <policy context="default">
            <allow user="*"/><allow own="*"/>
            <allow send_type="method_call"/><allow send_type="method_return"/><allow send_type="signal"/><allow send_type="error"/>
            <allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="signal"/><allow receive_type="error"/>
          </policy>
        </busconfig>
        """;

    /// <summary>As an init script would: ends the one that runs, and starts it with what is in /run/dnsmasq.d.</summary>
    private const string RestartDnsmasq = """
        #!/bin/sh
        pid=$(cat /run/dnsmasq.pid 2> /dev/null) && kill "$pid" && while kill -0 "$pid" 2> /dev/null; do sleep 0.05; done
        exec /usr/sbin/dnsmasq --conf-file= --conf-dir=/run/dnsmasq.d,*.conf --resolv-file=/run/upstream.conf --pid-file=/run/dnsmasq.pid \
            --listen-address=127.0.0.1 --bind-interfaces --user=root --no-hosts

        """;

    private static string Folder => Path.Combine(GatewayRoot.Cache, "resolvers");

    private static string Resolved => Folder + "/systemd-resolved";

    private static string Openresolv => Folder + "/openresolv";

    /// <summary>What is missing, or null.</summary>
    public static string? Missing => !File.Exists(Openresolv + "/sbin/resolvconf") || !File.Exists(Resolved + "/usr/bin/resolvectl")
        ? $"{Folder} is not complete: {Script}"
        : !File.Exists("/usr/sbin/dnsmasq") ? "dnsmasq is missing: apt-get install dnsmasq-base"
        : !File.Exists("/usr/bin/dbus-daemon") ? "dbus-daemon is missing: apt-get install dbus-daemon" : null;

    /// <summary>systemd-resolved with a system bus of the site's own, which the site's resolv.conf leads to.</summary>
    public static IReadOnlyList<IDisposable> StartResolved(Machine site)
    {
        File.AppendAllText(Path.Combine(site.Etc, "passwd"), $"{Account}0::/:/usr/sbin/nologin\n");
        File.AppendAllText(Path.Combine(site.Etc, "group"), Account + "\n");
        Directory.CreateDirectory(Path.Combine(site.Run, "dbus"));
        Directory.CreateDirectory(Path.Combine(site.Run, "systemd"));
        File.WriteAllText(Path.Combine(site.Run, "bus.conf"), Bus);
        site.Install("resolvectl", $"#!/bin/sh\nexec {Resolved}/usr/bin/resolvectl \"$@\"\n");
        File.Delete(site.ResolvConf);
        File.CreateSymbolicLink(site.ResolvConf, "/run/systemd/resolve/stub-resolv.conf");
        var bus = Daemon.Start(
            site.Wrap("dbus-daemon", "--config-file=/run/bus.conf", "--nofork", "--nopidfile"),
            _ => File.Exists(Path.Combine(site.Run, "dbus", "system_bus_socket")));
        try
        {
            return [Daemon.Start(site.Wrap($"{Resolved}/lib/systemd/systemd-resolved"), _ => site.Execute("resolvectl", "dns").ExitCode == 0), bus];
        }
        catch
        {
            bus.Dispose();
            throw;
        }
    }

    /// <summary>openresolv, which makes the site's resolv.conf of its records.</summary>
    /// <param name="configuration">Lines of resolvconf.conf(5).</param>
    /// <param name="server">The site's own, of the record that is there.</param>
    public static void InstallOpenresolv(Machine site, string configuration, string server)
    {
        var program = File.ReadAllText(Openresolv + "/sbin/resolvconf");
        site.Install("resolvconf", program.Replace("LIBEXECDIR=/lib/resolvconf", $"LIBEXECDIR={Openresolv}/lib/resolvconf", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(site.Etc, "resolvconf.conf"), $"resolv_conf=/etc/resolv.conf\n{configuration}");
        File.Delete(site.ResolvConf);
        site.Check("sh", "-c", $"echo nameserver {server} | resolvconf -a uplink");
    }

    /// <summary>dnsmasq, which the site asks; its init script restarts it. Dispose ends it.</summary>
    public static IDisposable StartDnsmasq(Machine site, string server)
    {
        Directory.CreateDirectory(Path.Combine(site.Run, "dnsmasq.d"));
        Directory.CreateDirectory(Path.Combine(site.Etc, "init.d"));
        File.WriteAllText(Path.Combine(site.Run, "upstream.conf"), $"nameserver {server}\n");
        var script = Path.Combine(site.Etc, "init.d", "dnsmasq");
        File.WriteAllText(script, RestartDnsmasq);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        site.Check("/etc/init.d/dnsmasq", "restart");
        return new Dnsmasq(site);
    }

    private sealed class Dnsmasq(Machine site) : IDisposable
    {
        public void Dispose() => site.Execute("sh", "-c", "kill $(cat /run/dnsmasq.pid)");
    }
}
