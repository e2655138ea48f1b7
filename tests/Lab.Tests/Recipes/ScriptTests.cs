using Holdfast.Lab.Agent;
using Holdfast.Lab.Packages;
using Holdfast.Lab.Tests;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Recipes;

/// <summary>What runs on the device, as its shells read it.</summary>
public sealed class ScriptTests : LabTest
{
    private static readonly string[] Interpreters = ["#!/bin/bash", "#!/bin/sh", "#!/sbin/openrc-run"];

    /// <summary>Every file in these folders that says a shell is to run it.</summary>
    public static TheoryData<string> Scripts =>
    [
        .. new[] { "cross-build/services", "cross-build/openwrt/files", "cross-build/openwrt/control", "cross-build/images" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(HoldfastBinary.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file => File.ReadLines(file).FirstOrDefault() is { } first && first.StartsWith("#!/bin/sh", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(HoldfastBinary.Root, file)).Order(),
    ];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_is_one_for_dash_and_for_busybox(string script)
    {
        Require(RouterRoot.Missing);
        foreach (string[] shell in new[] { new[] { "dash" }, ["busybox", "ash"] })
            Command.Check([.. shell, "-n", Path.Combine(HoldfastBinary.Root, script)]);
    }

    [Fact]
    public void Shellcheck_has_nothing_to_say_to_any_script()
    {
        Require(PackageBuild.MissingProgram("shellcheck", "shellcheck"));
        string[] scripts =
        [
            .. new[] { "cross-build", "tests/Lab.Tests/scripts", "tests/Lab.Tests/Recipes/router", "tests/Vm.Tests/scripts", "tests/Vm.Tests/guest" }
                .SelectMany(folder => Directory.GetFiles(Path.Combine(HoldfastBinary.Root, folder), "*", SearchOption.AllDirectories))
                .Concat(Directory.GetFiles(HoldfastBinary.Root, "*.sh"))
                .Where(file => File.ReadLines(file).FirstOrDefault() is { } first && Interpreters.Any(first.StartsWith)),
        ];

        Assert.True(scripts.Length > 50);
        Command.Check(
            ["shellcheck", "--severity=warning", "--external-sources", "--source-path", $"SCRIPTDIR:{HoldfastBinary.Root}/cross-build", .. scripts],
            patience: TimeSpan.FromMinutes(5));
    }

    [Fact]
    public void There_are_scripts()
    {
        Assert.Contains("cross-build/services/holdfast.procd", Scripts.Select(row => row.Data));
        Assert.Contains("cross-build/openwrt/files/uci-to-json", Scripts.Select(row => row.Data));
        Assert.Contains("cross-build/services/holdfast.busybox", Scripts.Select(row => row.Data));
    }
}
