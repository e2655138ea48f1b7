using Holdfast.Config;
using Holdfast.Host.Names;
using Holdfast.Wire;

namespace Holdfast.Tests.Names;

/// <summary>A system's files in a folder of the test.</summary>
internal sealed class FakeSystem : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("holdfast-test-").FullName;

    public FakeSystem() => Files = new SystemFiles(_root);

    public SystemFiles Files { get; }

    /// <summary>The tunnel hf0, for all names unless it has domains.</summary>
    public static TunnelNames Names(params string[] domains) =>
        new(0, "hf0", [IpAddress.Parse("10.20.0.53"), IpAddress.Parse("fd00::53")], domains) { HasDevice = true };

    public static TunnelNames Second(NameWayChoice way = NameWayChoice.Auto) =>
        new(1, "hf1", [IpAddress.Parse("10.40.0.53")], []) { HasDevice = true, Way = way };

    public string Path(string path) => _root + path;

    public FakeSystem With(string path, string content = "")
    {
        Folder(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(Path(path), content);
        return this;
    }

    public FakeSystem Folder(string path)
    {
        Directory.CreateDirectory(Path(path));
        return this;
    }

    public FakeSystem WithResolved() => Folder("/run/systemd/resolve").With("/usr/bin/resolvectl").Folder("/sys/class/net/hf0").Folder("/sys/class/net/hf1")
        .With("/etc/resolv.conf", "# This is /run/systemd/resolve/stub-resolv.conf managed by man:systemd-resolved(8).\nnameserver 127.0.0.53\n");

    /// <summary>As on OpenWrt, process 7.</summary>
    public FakeSystem WithDnsmasq(string arguments = "-C\0/var/etc/dnsmasq.conf.cfg01411c\0-k", string configuration = "conf-dir=/tmp/dnsmasq.d\n") =>
        Folder("/tmp/dnsmasq.d").With("/proc/7/comm", "dnsmasq\n").With("/proc/7/cmdline", $"/usr/sbin/dnsmasq\0{arguments}\0")
            .With("/var/etc/dnsmasq.conf.cfg01411c", configuration).With("/etc/init.d/dnsmasq").With("/etc/resolv.conf", "search lan\nnameserver 127.0.0.1\n");

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
