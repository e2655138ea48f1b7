using System.Runtime.InteropServices;

namespace Holdfast.Lab.Agent;

/// <summary>The static binary for this machine, as cross-build/build.sh leaves it.</summary>
public static class HoldfastBinary
{
    /// <summary>Names another binary to test instead.</summary>
    public const string Override = "HOLDFAST_BINARY";

    public static string HostRid { get; } =
        RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    /// <summary>The folder of the whole repository.</summary>
    public static string Root { get; } = FindRoot();

    public static string Path { get; } = Environment.GetEnvironmentVariable(Override) ?? For(HostRid);

    /// <summary>What is missing, or null.</summary>
    public static string? Missing =>
        File.Exists(Path) ? null : $"{Path} is missing: cross-build/build.sh {HostRid}";

    public static string For(string rid) => System.IO.Path.Combine(Root, "artifacts", rid, "holdfast");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Agent.sln")))
                return folder.FullName;
        }
        return Environment.CurrentDirectory;
    }
}
