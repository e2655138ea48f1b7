using Holdfast.Lab.Agent;

namespace Holdfast.Lab.Binary;

/// <summary>A line of cross-build/targets, and what was built for it.</summary>
public sealed record BuildTarget(string Rid, string Emulator)
{
    private const int RidColumn = 0, EmulatorColumn = 6;

    /// <summary>Everything that can be built.</summary>
    public static IReadOnlyList<BuildTarget> All { get; } =
        [.. Rows("targets").Select(row => new BuildTarget(row[RidColumn], row[EmulatorColumn]))];

    /// <summary>Texts that no executable may contain, because code that loads libraries does.</summary>
    public static IReadOnlyList<string> ForbiddenTexts { get; } = File.ReadAllLines(DataFile("forbidden"));

    public string Executable => HoldfastBinary.For(Rid);

    public bool IsHost => Rid == HoldfastBinary.HostRid;

    /// <summary>Largest size allowed, bytes.</summary>
    public long Budget => long.Parse(Rows("budget").Single(row => row[0] == Rid)[1]);

    /// <summary>What is missing, or null.</summary>
    public string? Missing =>
        File.Exists(Executable) ? null : $"{Executable} is missing: cross-build/build.sh {Rid}";

    public static BuildTarget Find(string rid) => All.Single(target => target.Rid == rid);

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(DataFile(file))
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string DataFile(string name) =>
        Path.GetFullPath(Path.Combine(HoldfastBinary.For("any"), "../../../cross-build", name));
}
