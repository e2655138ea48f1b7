using Holdfast.Cli;
using Holdfast.Host;
using Holdfast.Platform;

namespace Holdfast;

internal static class Program
{
    /// <summary>Before any secret is read, nothing that goes wrong may leave a dump behind.</summary>
    private static int Main(string[] arguments)
    {
        ProcessMemory.ForbidDumps();
        ProcessName.Set("holdfast");
        if (CommandLine.TryParse(arguments, out CommandLine? line, out _) && line.Command == "run")
            Confinement.GiveUpPrivileges(line.ConfigPath);
        return (int)new Commands(new StandardOutput(), new StandardError()).Execute(arguments);
    }
}
