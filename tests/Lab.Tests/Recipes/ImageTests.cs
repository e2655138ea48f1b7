using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Tests;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Recipes;

/// <summary>The recipes for images, with stand-ins for the tools that they are for.</summary>
public sealed partial class ImageTests : LabTest
{
    private static readonly string[] Files =
    [
        "644 usr/share/holdfast/update.pub", "700 etc/holdfast", "755 usr/bin/holdfast", "755 usr/lib/holdfast/guard",
        "755 usr/lib/holdfast/launch", "755 usr/lib/holdfast/respawn",
    ];

    [Fact]
    public void Buildroot_installs_the_agent_with_a_start_for_each_init()
    {
        using var archive = new Archive();

        Buildroot(archive, "BR2_aarch64=y");

        Assert.Equal(
            Files.Concat(
            [
                "644 usr/lib/systemd/networkd.conf.d/holdfast.conf", "644 usr/lib/systemd/system/holdfast-first-boot.service",
                "644 usr/lib/systemd/system/holdfast.path", "644 usr/lib/systemd/system/holdfast.service",
                "755 etc/init.d/S19holdfast", "755 etc/init.d/holdfast", "755 etc/init.d/holdfast-first-boot",
            ]).Order(StringComparer.Ordinal),
            archive.Installed());
    }

    [Theory]
    [InlineData("BR2_aarch64=y", "linux-arm64")]
    [InlineData("BR2_x86_64=y", "linux-x64")]
    public void Buildroot_takes_the_archive_of_its_machine(string machine, string rid)
    {
        using var archive = new Archive();

        Assert.Contains($"source /packages/holdfast-{ProjectVersion()}-{rid}.tar.gz by file\n", Buildroot(archive, machine), StringComparison.Ordinal);
    }

    [Fact]
    public void Buildroots_kernel_gets_every_option_of_the_page_about_it()
    {
        using var archive = new Archive();
        var page = File.ReadAllText(Path.Combine(HoldfastBinary.Root, "docs/kernel.md"));
        var table = page[page.IndexOf("| for | option | module |", StringComparison.Ordinal)..];
        var wanted = Options().Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)]).Select(match => match.Value)
            .Select(option => option.StartsWith('_') ? $"CONFIG_CRYPTO{option}" : option);

        var enabled = Buildroot(archive, "BR2_aarch64=y").Split('\n').Where(line => line.StartsWith("enable ", StringComparison.Ordinal)).Select(line => line[7..]);

        Assert.Empty(wanted.Except(enabled));
        Assert.True(wanted.Count() > 12);
    }

    [Theory]
    [InlineData("true", "644 lib/systemd/holdfast-first-boot.service", "644 lib/systemd/holdfast.path", "644 lib/systemd/holdfast.service",
        "644 usr/lib/systemd/networkd.conf.d/holdfast.conf")]
    [InlineData("false", "755 etc/init.d/holdfast")]
    public void Yocto_installs_the_agent_with_the_start_of_the_distribution(string systemd, params string[] starts)
    {
        using var archive = new Archive();
        var body = Regex.Match(Recipe(), @"^do_install\(\) \{\n(.*?)^\}", RegexOptions.Singleline | RegexOptions.Multiline).Groups[1].Value;
        body = Regex.Replace(body, @"\$\{@bb\.utils\.contains\('DISTRO_FEATURES', 'systemd', 'true', 'false', d\)\}", systemd);

        Command.Check(["dash", "-euc", body], environment: new Dictionary<string, string>
        {
            ["S"] = archive.Source, ["D"] = archive.Target, ["bindir"] = "/usr/bin", ["nonarch_libdir"] = "/usr/lib", ["datadir"] = "/usr/share", ["sysconfdir"] = "/etc",
            ["systemd_system_unitdir"] = "/lib/systemd",
        });

        Assert.Equal(Files.Concat(starts).Order(StringComparer.Ordinal), archive.Installed());
    }

    [Fact]
    public void Yocto_enables_every_unit_that_can_be_enabled()
    {
        var units = Directory.GetFiles(Path.Combine(HoldfastBinary.Root, "cross-build/services"))
            .Where(file => file.EndsWith(".service", StringComparison.Ordinal) || file.EndsWith(".path", StringComparison.Ordinal))
            .Where(file => File.ReadLines(file).Contains("[Install]")).Select(Path.GetFileName);
        var enabled = Regex.Match(Recipe(), "SYSTEMD_SERVICE.* = \"(.*)\"").Groups[1].Value.Split(' ');

        Assert.Subset(enabled.ToHashSet(), units.ToHashSet()!);
        Assert.Contains("holdfast.service", units);
    }

    [Fact]
    public void Every_recipe_is_of_this_version()
    {
        string version = ProjectVersion();

        Assert.Equal([$"holdfast_{version}.bb"], Directory.GetFiles(Path.GetDirectoryName(RecipeFile())!).Select(Path.GetFileName));
        Assert.Contains($"HOLDFAST_VERSION = {version}\n", File.ReadAllText(Path.Combine(Archive.Recipes, "buildroot/package/holdfast/holdfast.mk")), StringComparison.Ordinal);
        Assert.Contains($"PKG_VERSION:={version}\n", File.ReadAllText(Path.Combine(HoldfastBinary.Root, "cross-build/openwrt/feed/net/holdfast/Makefile")), StringComparison.Ordinal);
    }

    [Fact]
    public void Pi_gen_installs_the_package_in_the_image()
    {
        using var archive = new Archive();
        string package = Path.Combine(archive.Source, "services/holdfast.openrc");
        Directory.CreateDirectory(Path.Combine(archive.Target, "tmp"));

        var done = PiGen(archive, package);

        Assert.True(done.ExitCode == 0, done.Error);
        Assert.Equal("services/holdfast.openrc\napt-get install -y --no-install-recommends /tmp/holdfast.deb\n", done.Output);
        Assert.Empty(Directory.GetFiles(Path.Combine(archive.Target, "tmp")));
    }

    [Fact]
    public void Pi_gen_names_the_package_that_is_missing()
    {
        using var archive = new Archive();

        var done = PiGen(archive, "");

        Assert.Equal(1, done.ExitCode);
        Assert.Contains("HOLDFAST_DEB", done.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(2)]
    public void Rpi_image_gen_installs_the_one_package_that_there_is(int packages)
    {
        using var archive = new Archive();
        Directory.CreateDirectory(Path.Combine(archive.Target, "tmp"));
        for (int i = 0; i < packages; i++)
            File.WriteAllText(Path.Combine(archive.Source, $"holdfast_{i}_arm64.deb"), "package");
        string bin = Path.Combine(archive.Source, "bin");
        Executable.Write(Path.Combine(bin, "chroot"), "#!/bin/sh\ncat \"$1/tmp/holdfast.deb\"; shift; echo \" $*\"\n");
        var layer = File.ReadAllText(Path.Combine(Archive.Recipes, "rpi-image-gen/layer/holdfast.yaml"));
        var hook = layer[(layer.IndexOf("    - |-\n", StringComparison.Ordinal) + 9)..].Replace("\n      ", "\n", StringComparison.Ordinal).TrimStart();

        var done = Command.Run(["sh", "-c", hook, "exec", archive.Target], environment: new Dictionary<string, string>
        {
            ["IGconf_holdfast_packages"] = archive.Source, ["PATH"] = $"{bin}:{Environment.GetEnvironmentVariable("PATH")}",
        });

        Assert.Equal(packages == 1 ? 0 : 1, done.ExitCode);
        Assert.Equal(packages == 1 ? "package apt-get install -y --no-install-recommends /tmp/holdfast.deb\n" : "", done.Output);
        Assert.Equal(packages != 1, done.Error.Contains("wants one holdfast_*_arm64.deb", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(Path.Combine(archive.Target, "tmp")));
    }

    private static string Buildroot(Archive archive, string machine) => Command.Check(
        [
            "make", "-s", "-f", Path.Combine(HoldfastBinary.Root, "tests/Lab.Tests/Recipes/buildroot.mk"),
            $"BR2_EXTERNAL_HOLDFAST_PATH={Path.Combine(Archive.Recipes, "buildroot")}", $"DIR={archive.Source}", $"TARGET_DIR={archive.Target}",
            "BR2_PACKAGE_HOLDFAST_PACKAGES=\"/packages\"", machine,
        ]);

    private static CommandResult PiGen(Archive archive, string package) => Command.Run(
        ["bash", "-c", "on_chroot() { cat \"$ROOTFS_DIR/tmp/holdfast.deb\"; echo; cat; }; export -f on_chroot; exec \"$0\"",
            Path.Combine(Archive.Recipes, "pi-gen/stage-holdfast/00-holdfast/01-run.sh")],
        environment: new Dictionary<string, string> { ["ROOTFS_DIR"] = archive.Target, ["HOLDFAST_DEB"] = package });

    private static string RecipeFile() =>
        Path.Combine(Archive.Recipes, $"yocto/recipes-connectivity/holdfast/holdfast_{ProjectVersion()}.bb");

    private static string Recipe() => File.ReadAllText(RecipeFile());

    private static string ProjectVersion() =>
        Regex.Match(File.ReadAllText(Path.Combine(HoldfastBinary.Root, "Directory.Build.props")), "<Version>(.*)</Version>").Groups[1].Value;

    [GeneratedRegex("(CONFIG)?_[A-Z0-9_]+")]
    private static partial Regex Options();
}
