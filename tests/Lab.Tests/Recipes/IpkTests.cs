using Holdfast.Lab.Agent;
using Holdfast.Lab.Tests;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Recipes;

/// <summary>OpenWrt's packages as files.</summary>
public sealed class IpkTests : LabTest
{
    [Fact]
    public void A_package_is_what_opkg_reads()
    {
        using var package = new Ipk();

        Assert.Equal(
            ["-rw-r--r-- 0/0 ./debian-binary", "-rw-r--r-- 0/0 ./data.tar.gz", "-rw-r--r-- 0/0 ./control.tar.gz"],
            Ipk.List(package.FileFor("x86_64")));
        Assert.Equal("2.0\n", File.ReadAllText(package.DebianBinary));
        Assert.Equal(
            [
                "drwxr-xr-x 0/0 ./", "-rw-r--r-- 0/0 ./conffiles", "-rw-r--r-- 0/0 ./control", "-rwxr-xr-x 0/0 ./postinst",
                "-rwxr-xr-x 0/0 ./preinst", "-rwxr-xr-x 0/0 ./prerm", "-rwxr-xr-x 0/0 ./prerm-pkg",
            ],
            Ipk.List(package.Control));
        var control = Command.Check(["tar", "-xOzf", package.Control, "./control"]).Split('\n');
        Assert.Contains($"Version: {Ipk.Version}", control);
        Assert.Contains("Architecture: x86_64", control);
        Assert.DoesNotContain(control, line => line.Contains('@'));
        Assert.True(int.Parse(control.Single(line => line.StartsWith("Installed-Size: ", StringComparison.Ordinal))[16..]) > 5000);
    }

    [Fact]
    public void All_files_are_roots_and_the_configuration_is_for_root_alone()
    {
        using var package = new Ipk();
        var files = Ipk.List(package.Data);

        Assert.All(files, line => Assert.Contains(" 0/0 ./", line, StringComparison.Ordinal));
        Assert.Equal(
            [
                "-rw------- 0/0 ./etc/config/holdfast", "drwx------ 0/0 ./etc/holdfast/", "-rwxr-xr-x 0/0 ./etc/init.d/holdfast",
                "-rw-r--r-- 0/0 ./lib/upgrade/keep.d/holdfast", "-rwxr-xr-x 0/0 ./usr/bin/holdfast", "-rwxr-xr-x 0/0 ./usr/lib/holdfast/guard",
                "-rwxr-xr-x 0/0 ./usr/lib/holdfast/uci-to-json", "-rw-r--r-- 0/0 ./usr/lib/holdfast/uci-to-json.awk",
                "-rwxr-xr-x 0/0 ./usr/libexec/holdfast", "-rw-r--r-- 0/0 ./usr/share/holdfast/update.pub",
            ],
            files.Where(line => !line.StartsWith("drwxr-xr-x", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_same_input_gives_the_same_bytes()
    {
        using Ipk one = new(), other = new(), later = new(epoch: "1700000001");

        Assert.Equal(File.ReadAllBytes(one.FileFor("x86_64")), File.ReadAllBytes(other.FileFor("x86_64")));
        Assert.NotEqual(File.ReadAllBytes(one.FileFor("x86_64")), File.ReadAllBytes(later.FileFor("x86_64")));
    }

    [Fact]
    public void Debians_name_of_a_machine_gives_a_package_for_each_of_OpenWrts()
    {
        using var packages = new Ipk("arm64");

        Assert.Equal(
            new[] { "aarch64_cortex-a53", "aarch64_cortex-a72", "aarch64_cortex-a76", "aarch64_generic" }.Select(packages.FileFor),
            Directory.GetFiles(packages.Out).Order());
    }

    [Fact]
    public void An_unknown_machine_is_named()
    {
        var error = Assert.Throws<LabException>(() => new Ipk("mips_24kc"));

        Assert.Contains("architectures has no mips_24kc", error.Message, StringComparison.Ordinal);
    }

    /// <summary>There is no apk here; what it would be told is what a stand-in sees.</summary>
    [Fact]
    public void Apk_is_told_the_same_as_opkg()
    {
        using var package = new Ipk();
        string told = Path.Combine(package.Root, "told"), apk = Path.Combine(package.Root, "apk");
        Executable.Write(apk,
            $$"""
            #!/bin/sh
            [ "$2" != --help ] || exit 0
            printf '%s\n' "$@" > {{told}}
            while [ "$1" != --output ]; do [ "$1" != --files ] || (cd "$2" && find . -type f -printf '%m %u %p\n') >> {{told}}; shift; done
            echo apk > "$2"
            """);

        Command.Check([Path.Combine(HoldfastBinary.Root, "cross-build/openwrt/apk.sh"), package.Root, Ipk.Version, "x86_64", package.Out],
            environment: new Dictionary<string, string> { ["APK"] = apk });

        Assert.Equal("apk\n", File.ReadAllText(Path.Combine(package.Out, $"holdfast-{Ipk.Version}_x86_64.apk")));
        var lines = File.ReadAllLines(told);
        Assert.Equal("mkpkg", lines[0]);
        Assert.Equal(
            ["pre-install", "post-install", "pre-upgrade", "post-upgrade", "pre-deinstall"],
            lines.SkipLast(1).Zip(lines.Skip(1)).Where(pair => pair.First == "--script").Select(pair => pair.Second.Split(':')[0]));
        Assert.Contains("arch:x86_64", lines);
        Assert.Contains("depends:ca-bundle kmod-nft-fib kmod-tun", lines);
        Assert.Contains("600 root ./etc/config/holdfast", lines);
        Assert.Contains("755 root ./usr/bin/holdfast", lines);
        Assert.Contains("644 root ./lib/apk/packages/holdfast.list", lines);
    }
}
