using Holdfast.Lab.Agent;
using Holdfast.Lab.Tests;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Recipes;

/// <summary>What runs on the device, as its shells read it.</summary>
public sealed class ScriptTests : LabTest
{
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
    public void There_are_scripts()
    {
        Assert.Contains("cross-build/services/holdfast.procd", Scripts.Select(row => row.Data));
        Assert.Contains("cross-build/openwrt/files/uci-to-json", Scripts.Select(row => row.Data));
        Assert.Contains("cross-build/services/holdfast.busybox", Scripts.Select(row => row.Data));
    }
}
