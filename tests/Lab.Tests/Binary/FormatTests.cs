using Holdfast.Lab.Agent;
using Holdfast.Lab.Tests;

namespace Holdfast.Lab.Binary;

/// <summary>The executables as files.</summary>
public sealed class FormatTests : LabTest
{
    public static TheoryData<string> Rids => [.. BuildTarget.All.Select(target => target.Rid)];

    [Theory]
    [MemberData(nameof(Rids))]
    public void The_executable_is_a_static_pie_that_needs_no_loader_and_no_library(string rid)
    {
        var file = Read(rid);

        Assert.Equal(ElfFile.SharedObject, file.Type);
        Assert.True(file.IsPositionIndependentExecutable);
        Assert.False(file.HasInterpreter);
        Assert.Equal(0, file.NeededLibraries);
    }

    [Theory]
    [InlineData("linux-x64", 62)]
    [InlineData("linux-arm64", 183)]
    public void The_executable_is_for_its_machine(string rid, int machine) => Assert.Equal(machine, Read(rid).Machine);

    [Theory]
    [MemberData(nameof(Rids))]
    public void The_executable_has_no_code_that_loads_libraries(string rid)
    {
        var file = Read(rid);

        Assert.NotEmpty(BuildTarget.ForbiddenTexts);
        Assert.DoesNotContain(BuildTarget.ForbiddenTexts, file.Contains);
    }

    [Theory]
    [MemberData(nameof(Rids))]
    public void The_executable_keeps_within_its_budget(string rid)
    {
        Read(rid);
        var target = BuildTarget.Find(rid);

        Assert.InRange(new FileInfo(target.Executable).Length, 1, target.Budget);
    }

    /// <summary>Else another folder would give other bytes; cross-build/reproduce.sh compares them all.</summary>
    [Theory]
    [MemberData(nameof(Rids))]
    public void The_executable_does_not_tell_where_it_was_built(string rid) =>
        Assert.False(Read(rid).Contains(HoldfastBinary.Root + "/"));

    [Fact]
    public void A_dynamic_executable_is_told_apart()
    {
        var file = ElfFile.Read("/bin/sh");

        Assert.True(file.HasInterpreter);
        Assert.NotEqual(0, file.NeededLibraries);
        Assert.True(file.Contains("libc.so"));
    }

    private static ElfFile Read(string rid)
    {
        var target = BuildTarget.Find(rid);
        Require(target.Missing);
        return ElfFile.Read(target.Executable);
    }
}
