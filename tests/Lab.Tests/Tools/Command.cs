namespace Holdfast.Lab.Tools;

/// <summary>What a program that has ended printed and returned.</summary>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Error);

/// <summary>Runs programs to their end.</summary>
public static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static CommandResult Run(
        IReadOnlyList<string> command,
        string input = "",
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? patience = null)
    {
        using var process = BackgroundProcess.Start(command, environment, input);
        var exitCode = process.WaitForExit(patience ?? Patience);
        return new CommandResult(process.CommandLine, exitCode, Text(process.Output), Text(process.Errors));
    }

    /// <returns>Standard output.</returns>
    /// <exception cref="LabException">It returned something else than 0.</exception>
    public static string Check(
        IReadOnlyList<string> command,
        string input = "",
        IReadOnlyDictionary<string, string>? environment = null,
        TimeSpan? patience = null)
    {
        var result = Run(command, input, environment, patience);
        if (result.ExitCode != 0)
            throw new LabException($"{result.CommandLine}\nreturned {result.ExitCode}\n{result.Error}{result.Output}");
        return result.Output;
    }

    private static string Text(IReadOnlyList<string> lines) => string.Concat(lines.Select(line => line + '\n'));
}
