using System.Runtime.InteropServices;
using Holdfast.Config;
using Holdfast.Host.Control;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Host.Reload;
using Holdfast.Host.Session;
using Holdfast.Host.Trust;
using Holdfast.Host.Update;
using Holdfast.Host.Watch;
using Holdfast.Platform;

namespace Holdfast.Host;

/// <summary>What <c>run</c> was asked on the command line.</summary>
/// <param name="IsOnce">The only connection ends the agent if its first attempt fails.</param>
public sealed record RunOptions(string RunDirectory, string StateDirectory, string? ExportKeysDirectory, bool IsOnce)
{
    /// <summary>Where the configuration was read.</summary>
    public required string ConfigPath { get; init; }

    /// <summary>Why the configuration before was put back ahead of this start; null: it was not.</summary>
    public string? TakenBack { get; init; }
}

/// <summary>The running agent: takes what it needs of the machine, pursues the connections, gives everything back.</summary>
public static class AgentHost
{
    private const int OwnerOnlyDirectory = 0x1C0; // 0700

    public static ExitCode Run(LoadedConfig loaded, RunOptions options, TextWriter output)
    {
        Log log = new(loaded.Config.LogLevel, output);
        try
        {
            return Run(loaded, options, log);
        }
        catch (LinuxException failure)
        {
            log.Error(failure.Message);
            return ExitCode.Environment;
        }
    }

    private static ExitCode Run(LoadedConfig loaded, RunOptions options, Log log)
    {
        bool isLocked = LockMemory(log);
        foreach (string warning in ConfigWarnings.Of(loaded.Config))
            log.Warning(warning);
        FileGuard.MakeDirectory(options.RunDirectory, OwnerOnlyDirectory);
        KeyExport? export = PrepareExport(options, log);

        using EventLoop loop = new();
        using SignalSource signals = new();
        StateFolder state = new(options.StateDirectory, log);
        using ConnectionSet connections = new(loop, state, log)
        {
            RunDirectory = options.RunDirectory, ConfigPath = options.ConfigPath,
        };
        using ControlServer control = new(loop, options.RunDirectory, connections.Reporter, connections.Switch, connections.History, log);
        KernelJournal journal = KernelJournal.Open(options.RunDirectory, log);
        loop.Add(journal);
        connections.Open(loaded, journal, export, options.IsOnce);
        bool isCareful = connections.History.History.LooseEnd(loop.Now) is not null;
        using Watchdogs watchdogs = new(loop, loaded.Config.Watch, ServiceNotify.FromEnvironment(), connections.All, isCareful, log);
        state.Writing = watchdogs.Bear;
        Reloader reloader = new(options.ConfigPath, connections, watchdogs.State, loaded.Config, log);
        Trial trial = new(options, reloader, connections, loop, log);
        Handover handover = new(connections.History, () => Facts(options, connections), loop.Stop, log);
        control.Configuration = (command, argument) => handover.Answer(command) ?? trial.Answer(command, argument);
        UpdateWatch update = Watch(options, connections, handover, log);
        loop.Add(update);
        loop.Add(trial);
        loop.Add(signals.Fd, PollEvents.Readable, _ => HandleSignals(signals, connections, watchdogs, reloader, log));
        loop.Add(new SettledMemory(() => connections.ConnectedSince, isLocked));
        connections.Start();
        trial.Start();
        update.Start(loop.Now);
        Confinement.FilterCalls(log);
        loop.Run();
        if (handover.IsDue)
            Handover.Leave();
        watchdogs.End();
        return connections.Result;
    }

    private static UpdateWatch Watch(RunOptions options, ConnectionSet connections, Handover handover, Log log)
    {
        UpdateWatch watch = new(
            new TrialFolder(options.StateDirectory), ReleaseVersion.Own, connections.History,
            record => WantedConnections.AreUp(connections.Look(), record.Connections), handover.Begin, log);
        connections.Reporter.Update = watch.Report;
        return watch;
    }

    private static string Facts(RunOptions options, ConnectionSet connections)
    {
        string text = $"{Handover.StateFact} {Path.GetFullPath(options.StateDirectory)}\n";
        foreach (ConnectionLook look in connections.Look())
            text += look.IsUp ? $"{Handover.ConnectedFact} {look.Name}\n" : "";
        return text;
    }

    /// <summary>
    /// Best effort: secrets are locked on their own, this covers what the run-time copied. True: all pages are locked.
    /// </summary>
    private static bool LockMemory(Log log)
    {
        int error = ProcessMemory.TryLockAll();
        if (error != 0)
            log.Debug($"memory is not locked: {Errno.Describe(error)}");
        return error == 0;
    }

    private static KeyExport? PrepareExport(RunOptions options, Log log)
    {
        if (options.ExportKeysDirectory is not { } directory)
            return null;
        FileGuard.MakeDirectory(directory, OwnerOnlyDirectory);
        log.Warning($"--export-keys: the keys of every session are written to {directory}; whoever reads them reads the traffic");
        return new KeyExport(directory);
    }

    private static void HandleSignals(SignalSource signals, ConnectionSet connections, Watchdogs watchdogs, Reloader reloader, Log log)
    {
        while (signals.TryRead(out PosixSignal signal))
        {
            if (signal == PosixSignal.SIGHUP)
            {
                reloader.TryReload($"{signal}", out _);
                continue;
            }

            log.Info($"{signal}: disconnecting");
            watchdogs.State.Stopping();
            connections.Stop();
        }
    }
}
