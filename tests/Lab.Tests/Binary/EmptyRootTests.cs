using Holdfast.Lab.Tests;

namespace Holdfast.Lab.Binary;

/// <summary>The executables at work where there is no other file; other machines' under user-mode emulation.</summary>
public sealed class EmptyRootTests : LabTest
{
    public static TheoryData<string> Rids => FormatTests.Rids;

    [Theory]
    [MemberData(nameof(Rids))]
    public void It_tells_its_version_where_there_is_no_other_file(string rid)
    {
        using var root = CreateRoot(rid);

        var result = root.Run("version");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.StartsWith("holdfast 0.", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rids))]
    public void Its_self_test_passes_where_there_is_no_other_file(string rid)
    {
        using var root = CreateRoot(rid);

        var result = root.Run("self-test");

        Assert.True(result.ExitCode == 0, result.Error + result.Output);
        Assert.Contains("X25519", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("FAILED", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Rids))]
    public void It_opens_no_shared_library(string rid)
    {
        using var root = CreateRoot(rid);

        var opens = root.OpensOf("self-test");

        Assert.NotEmpty(opens);
        Assert.DoesNotContain(opens, line => line.Contains(".so\"", StringComparison.Ordinal)
            || line.Contains(".so.", StringComparison.Ordinal));
    }

    private static EmptyRoot CreateRoot(string rid)
    {
        var target = BuildTarget.Find(rid);
        Require(target.Missing ?? EmptyRoot.Missing(target) ?? MissingTracer());
        return new EmptyRoot(target);
    }

    private static string? MissingTracer() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(folder + "/strace"))
            ? null
            : "strace is missing: apt-get install strace";
}
