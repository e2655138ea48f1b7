using Holdfast.Lab.Agent;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Tests;

/// <summary>The measurements still work. Times are not judged here; instructions are, as they are the same on every machine.</summary>
public sealed class BenchTests : LabTest
{
    private static readonly string Bench = Path.Combine(HoldfastBinary.Root, "tests/Bench");

    [Fact]
    public void Every_case_can_be_timed()
    {
        string program = Path.Combine(Bench, "bin/Release/net10.0/Bench");
        string[] cases = Command.Check([program, "--list"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string report = Command.Check([program, "--brief"]);
        Log(report);

        Assert.NotEmpty(cases);
        Assert.All(cases, one => Assert.Contains($"\n{one.Split(' ')[0]} ", report, StringComparison.Ordinal));
    }

    [Fact]
    public void No_case_takes_more_instructions_than_it_may()
    {
        Require(Which("qemu-aarch64"));
        Log(Command.Check([Path.Combine(Bench, "counts.sh"), "--brief"], patience: TimeSpan.FromMinutes(15)));
    }

    private static string? Which(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)))
            ? null
            : $"{program} is missing: Debian's package qemu-user";
}
