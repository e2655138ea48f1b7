using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Setup;
using Holdfast.Platform;

namespace Holdfast.Cli;

/// <summary>How a device comes by its configuration.</summary>
internal static class SetupCommands
{
    public static ExitCode FirstBoot(CommandLine line, TextWriter error)
    {
        IReadOnlyList<string> folders = line.BootFolders.Count == 0 ? Host.Setup.FirstBoot.UsualFolders : line.BootFolders;
        return new FirstBoot(folders, line.ConfigPath, line.StateDirectory, new LinuxDisk(), new Log(LogLevel.Info, error)).Run();
    }

    public static ExitCode Enroll(CommandLine line, TextWriter output, TextWriter error)
    {
        if (!Terminal.IsThere)
        {
            error.WriteLine($"error: \"enroll\" asks questions and wants a terminal; without one write {line.ConfigPath} yourself, and try it with holdfast check");
            return ExitCode.Usage;
        }

        try
        {
            Staging staging = new(new LinuxDisk(), line.ConfigPath, line.StateDirectory);
            if (!staging.MayWrite(out string folder))
            {
                error.WriteLine($"error: this user may not write to {folder}; run holdfast enroll as root");
                return ExitCode.Environment;
            }

            using Terminal terminal = new();
            return new Enrollment(new TerminalConsole(terminal, output), staging, MakeKey).Run();
        }
        catch (LinuxException failure)
        {
            error.WriteLine($"error: {failure.Message}");
            return ExitCode.Environment;
        }
    }

    private static string? MakeKey(string name, string path, out string request)
    {
        CommandLine line = new("keygen", path, "", null, false) { Connection = name, KeyPath = path };
        request = KeyGeneration.TryRun(line, out string? made, out string? problem) ? made : "";
        return problem;
    }
}
