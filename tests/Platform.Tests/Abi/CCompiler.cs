using System.Diagnostics;

namespace Holdfast.Tests.Abi;

/// <summary>A C compiler that only checks.</summary>
internal static class CCompiler
{
    public static void Require(string compiler) =>
        Needs.That(Find(compiler) is not null, $"there is no {compiler} here");

    /// <summary>What it says against the program; empty: nothing.</summary>
    public static string Errors(string compiler, string program)
    {
        var start = new ProcessStartInfo(Find(compiler)!, ["-x", "c", "-std=gnu11", "-fsyntax-only", "-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        process.StandardInput.Write(program);
        process.StandardInput.Close();
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 || errors != "" ? errors : $"exit {process.ExitCode}";
    }

    private static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(directory => Path.Combine(directory, name)).FirstOrDefault(File.Exists);
}
