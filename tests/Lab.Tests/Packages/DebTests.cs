using System.Globalization;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Packages;

/// <summary>Debian's package as a file.</summary>
public sealed class DebTests : PackageTest
{
    private const int Mode = 0, Owner = 1, Day = 3, Time = 4, Name = 5;

    private static readonly string[] Wanted =
    [
        "-rwxr-xr-x ./usr/bin/holdfast", "-rwxr-xr-x ./usr/lib/holdfast/guard", "drwx------ ./etc/holdfast/", "-rw-r--r-- ./usr/lib/systemd/system/holdfast.service",
        "-rw-r--r-- ./usr/share/holdfast/update.pub", "-rw-r--r-- ./usr/share/doc/holdfast/copyright",
        "-rw-r--r-- ./usr/share/doc/holdfast/licences.gz", "-rw-r--r-- ./usr/share/doc/holdfast/agent.json.example",
    ];

    /// <summary>The columns of its list of contents.</summary>
    private static IEnumerable<string[]> Contents =>
        Command.Check(["dpkg-deb", "-c", PackageBuild.Deb]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void It_has_what_belongs_on_the_device_with_the_right_modes()
    {
        var names = Contents.Select(line => $"{line[Mode]} {line[Name]}").ToList();

        Assert.All(Wanted, wanted => Assert.Contains(wanted, names));
    }

    [Fact]
    public void Everything_is_roots_writable_by_nobody_else_and_as_old_as_the_source()
    {
        Assert.All(Contents, line => Assert.Equal("root/root", line[Owner]));
        Assert.All(Contents, line => Assert.Equal("--", $"{line[Mode][5]}{line[Mode][8]}"));
        Assert.Single(Contents.Select(line => $"{line[Day]} {line[Time]}").Distinct());
    }

    [Fact]
    public void Its_fields_name_version_and_architecture_and_it_needs_no_other_package()
    {
        Assert.Equal("holdfast", Field("Package"));
        Assert.Equal(PackageBuild.Version, Field("Version"));
        Assert.Equal(Command.Check(["dpkg", "--print-architecture"]).Trim(), Field("Architecture"));
        Assert.Equal("", Field("Depends"));
        Assert.Contains("openssl (= ", Field("Static-Built-Using"), StringComparison.Ordinal);
        Assert.Contains("glibc (= ", Field("Static-Built-Using"), StringComparison.Ordinal);
        Assert.InRange(int.Parse(Field("Installed-Size"), CultureInfo.InvariantCulture), 4_000, 13_000);
    }

    [Fact]
    public void Its_scripts_are_complete_and_nothing_is_a_configuration_file_of_dpkgs()
    {
        string folder = PackageBuild.Scratch("control");
        Command.Check(["dpkg-deb", "-e", PackageBuild.Deb, folder]);

        Assert.Equal(["control", "md5sums", "postinst", "postrm", "preinst", "prerm"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (string script in (string[])["postinst", "postrm", "preinst", "prerm"])
        {
            Command.Check(["sh", "-n", Path.Combine(folder, script)]);
            Assert.DoesNotContain("@", File.ReadAllText(Path.Combine(folder, script)).Replace("$@", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        Assert.Contains("holdfast.service", File.ReadAllText(Path.Combine(folder, "postinst")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_unpacks_is_what_was_built()
    {
        string folder = PackageBuild.Scratch("unpacked"), control = PackageBuild.Scratch("control");
        Command.Check(["dpkg-deb", "-x", PackageBuild.Deb, folder]);
        Command.Check(["dpkg-deb", "-e", PackageBuild.Deb, control]);

        Assert.Equal(File.ReadAllBytes(HoldfastBinary.For(HoldfastBinary.HostRid)), File.ReadAllBytes(folder + "/usr/bin/holdfast"));
        Assert.Equal(File.ReadAllBytes(HoldfastBinary.For(HoldfastBinary.HostRid)), File.ReadAllBytes(PackageBuild.Executable));
        Command.Check(["sh", "-ec", $"cd {folder}; md5sum --strict -c {control}/md5sums"]);
        Assert.Equal(File.ReadAllText(PackageBuild.PublicKey), File.ReadAllText(folder + "/usr/share/holdfast/update.pub"));
    }

    /// <summary>Its manual has each command of its help.</summary>
    [Fact]
    public void The_manual_knows_every_command()
    {
        string manual = Command.Check(["sh", "-ec", $"dpkg-deb --fsys-tarfile {PackageBuild.Deb} | tar -xOf - ./usr/share/man/man8/holdfast.8.gz | gzip -d"]);
        var commands = Command.Check([HoldfastBinary.For(HoldfastBinary.HostRid), "help"]).Split('\n')
            .Where(line => line.StartsWith("holdfast ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).Distinct().ToList();

        Assert.Contains("status", commands);
        Assert.All(commands, command => Assert.Matches($@"(?m)^\.BR? (.*[ ""])?{command}( |$)", manual));
        Assert.Contains($"Holdfast {PackageBuild.Version}", manual, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_answers_for_it_is_who_was_named() => Assert.Equal(PackageBuild.Maintainer, Field("Maintainer"));

    [Fact]
    public void Its_changelog_is_one_that_dpkg_reads()
    {
        string changelog = Path.Combine(PackageBuild.Scratch("changelog"), "changelog");
        Command.Check(["sh", "-ec", $"dpkg-deb --fsys-tarfile {PackageBuild.Deb} | tar -xOf - ./usr/share/doc/holdfast/changelog.gz | gzip -d > {changelog}"]);

        Assert.Equal(PackageBuild.Version, Command.Check(["dpkg-parsechangelog", "-l", changelog, "-S", "Version"]).Trim());
        Assert.Equal(PackageBuild.Maintainer, Command.Check(["dpkg-parsechangelog", "-l", changelog, "-S", "Maintainer"]).Trim());
    }

    [Fact]
    public void It_keeps_within_its_budget()
    {
        string row = File.ReadLines(Path.Combine(HoldfastBinary.Root, "cross-build", "packaging", "budget"))
            .Single(line => line.StartsWith(HoldfastBinary.HostRid, StringComparison.Ordinal));
        long size = new FileInfo(PackageBuild.Deb).Length;

        Log($"{Path.GetFileName(PackageBuild.Deb)}: {size} bytes");
        Assert.InRange(size, 1_000_000, long.Parse(row.Split(' ')[^1], CultureInfo.InvariantCulture));
    }

    private static string Field(string name) => Command.Check(["dpkg-deb", "-f", PackageBuild.Deb, name]).Trim();
}
