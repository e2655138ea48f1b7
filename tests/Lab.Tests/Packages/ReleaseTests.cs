using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Packages;

/// <summary>Checksums, signatures, the bill of materials and the licences; and that all of it can be made again.</summary>
public sealed partial class ReleaseTests : PackageTest
{
    [GeneratedRegex("PackageVersion Include=\"([^\"]+)\" Version=\"([^\"]+)\"")]
    private static partial Regex PinnedPackage { get; }

    /// <summary>Of the pinned packages: the tests' own, and the one that only keeps NSec from bringing its library.</summary>
    private static readonly string[] NotLinked = ["xunit.v3", "libsodium"];

    [Fact]
    public void Two_runs_in_different_surroundings_give_the_same_bytes()
    {
        string other = PackageBuild.Make("again", new Dictionary<string, string>
        {
            ["TMPDIR"] = PackageBuild.Scratch("another-folder-for-scratch"), ["TZ"] = "Pacific/Auckland", ["LC_ALL"] = "C.UTF-8",
        });

        Assert.Equal(Names(PackageBuild.Folder), Names(other));
        Assert.All(Names(other), name => Assert.True(
            File.ReadAllBytes(Path.Combine(other, name)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(PackageBuild.Folder, name))),
            $"{name} differs"));
    }

    [Fact]
    public void There_is_a_package_of_each_kind() => Assert.All(
        [$"holdfast_{PackageBuild.Version}_amd64.deb", $"holdfast_{PackageBuild.Version}_x86_64.ipk", $"holdfast-{PackageBuild.Version}-linux-x64.tar.gz"],
        name => Assert.Contains(name, Names(PackageBuild.Folder)));

    [Fact]
    public void The_checksums_are_signed_and_name_every_file()
    {
        string sums = Command.Check(["sh", "-ec", $"cd {PackageBuild.Folder}; sha256sum --strict -c SHA256SUMS"]);
        Command.Check(["sh", "-ec", $"cd {PackageBuild.Folder}; signify-openbsd -C -p {PackageBuild.PublicKey} -x SHA256SUMS.sig"]);

        Assert.All(
            Names(PackageBuild.Folder).Except(["SHA256SUMS", "SHA256SUMS.sig", "update.pub"]),
            name => Assert.Contains($"{name}: OK", sums, StringComparison.Ordinal));
    }

    [Fact]
    public void The_executables_signature_has_one_line_with_its_name_and_checksum_inside()
    {
        string message = Path.Combine(PackageBuild.Scratch("signature"), "message");
        Command.Check(["signify-openbsd", "-V", "-e", "-p", PackageBuild.PublicKey, "-x", PackageBuild.Executable + ".sig", "-m", message]);

        string hash = Command.Check(["sha256sum", PackageBuild.Executable]).Split(' ')[0];
        Assert.Equal($"SHA256 ({Path.GetFileName(PackageBuild.Executable)}) = {hash}\n", File.ReadAllText(message));
    }

    [Fact]
    public void The_bill_of_materials_has_every_pinned_package_and_library_with_its_version_and_licence()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(PackageBuild.BillOfMaterials));
        var packages = document.RootElement.GetProperty("packages").EnumerateArray()
            .ToDictionary(package => package.GetProperty("name").GetString()!, package => package.GetProperty("versionInfo").GetString());

        foreach (Match pinned in PinnedPackage.Matches(File.ReadAllText(Path.Combine(HoldfastBinary.Root, "Directory.Packages.props"))))
        {
            if (!NotLinked.Contains(pinned.Groups[1].Value))
                Assert.Equal(pinned.Groups[2].Value, packages[pinned.Groups[1].Value]);
        }
        Assert.StartsWith("3.5.", packages["openssl"], StringComparison.Ordinal);
        Assert.StartsWith("1.0.", packages["libsodium"], StringComparison.Ordinal);
        Assert.Contains(packages.Keys, name => name.StartsWith("Microsoft.NETCore.App.Runtime.NativeAOT.", StringComparison.Ordinal));
        Assert.Contains(packages.Keys, name => name.EndsWith(".Microsoft.DotNet.ILCompiler", StringComparison.Ordinal));
    }

    [Fact]
    public void The_bill_of_materials_is_sound()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(PackageBuild.BillOfMaterials));
        var root = document.RootElement;
        var packages = root.GetProperty("packages").EnumerateArray().ToList();
        var ids = packages.Select(package => package.GetProperty("SPDXID").GetString()!).Append("SPDXRef-DOCUMENT").ToList();

        Assert.Equal("SPDX-2.3", root.GetProperty("spdxVersion").GetString());
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(packages, package => Assert.NotEqual("", package.GetProperty("licenseDeclared").GetString()));
        Assert.All(packages, package => Assert.Matches("^([0-9a-f]{64}|[0-9a-f]{128})$", package.GetProperty("checksums")[0].GetProperty("checksumValue").GetString()!));
        foreach (JsonElement relationship in root.GetProperty("relationships").EnumerateArray())
        {
            Assert.Contains(relationship.GetProperty("spdxElementId").GetString()!, ids);
            Assert.Contains(relationship.GetProperty("relatedSpdxElement").GetString()!, ids);
        }
        string hash = Command.Check(["sha256sum", HoldfastBinary.For(HoldfastBinary.HostRid)]).Split(' ')[0];
        Assert.Equal(hash, packages[0].GetProperty("checksums")[0].GetProperty("checksumValue").GetString());
    }

    [Theory]
    [InlineData("Apache License")]
    [InlineData("Copyright Tom Deseyn")]
    [InlineData("Klaus Hartke")]
    [InlineData("Frank Denis")]
    [InlineData("The OpenSSL Project")]
    [InlineData(".NET Foundation and Contributors")]
    [InlineData("GNU LESSER GENERAL PUBLIC LICENSE")]
    [InlineData("GCC Runtime Library Exception")]
    public void The_licences_are_there_with_their_texts(string words)
    {
        string licences = Command.Check(["sh", "-ec", $"dpkg-deb --fsys-tarfile {PackageBuild.Deb} | tar -xOf - ./usr/share/doc/holdfast/licences.gz | gzip -d"]);

        Assert.Contains(words, Spaces.Replace(licences, " "), StringComparison.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces { get; }

    private static IEnumerable<string> Names(string folder) =>
        Directory.GetFiles(folder).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
