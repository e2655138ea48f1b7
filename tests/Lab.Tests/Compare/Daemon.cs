using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Compare;

/// <summary>A program that SIGTERM ends.</summary>
public sealed class Daemon(BackgroundProcess process) : IDaemon
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Readiness = TimeSpan.FromSeconds(20);

    public BackgroundProcess Process => process;

    /// <summary>Starts it and returns when it is ready.</summary>
    /// <exception cref="LabException">It has ended, or was not ready in time; the message has what it said.</exception>
    public static Daemon Start(IReadOnlyList<string> command, Func<BackgroundProcess, bool> isReady)
    {
        var daemon = new Daemon(BackgroundProcess.Start(command));
        try
        {
            Wait.Until("it is ready", () => daemon.Process.HasExited || isReady(daemon.Process), Readiness);
            return daemon.Process.HasExited ? throw new LabException("it has ended") : daemon;
        }
        catch (LabException error)
        {
            daemon.Dispose();
            throw new LabException($"{daemon.Process.CommandLine}\n{error.Message}:\n{daemon.Process.Transcript()}");
        }
    }

    public void Dispose()
    {
        process.Signal(BackgroundProcess.Terminate);
        try
        {
            process.WaitForExit(Patience);
        }
        catch (LabException)
        {
            // It hangs; what follows ends it for certain.
        }
        process.Dispose();
    }
}
