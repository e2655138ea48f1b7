using System.Runtime.InteropServices;
using Holdfast.Crypto;
using Holdfast.Host.Control;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Host.Session;
using Holdfast.Platform;

namespace Holdfast.Host;

/// <summary>What <c>run</c> was asked on the command line.</summary>
public sealed record RunOptions(string RunDirectory, string? ExportKeysDirectory);

/// <summary>The running agent: takes what it needs of the machine, pursues the connection, gives everything back.</summary>
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
        ProtectMemory(log);
        FileGuard.MakeDirectory(options.RunDirectory, OwnerOnlyDirectory);
        KeyExport? export = PrepareExport(options, log);

        using EventLoop loop = new();
        StatusReporter? reporter = null;
        using ControlServer control = new(loop, options.RunDirectory, () => reporter!.Report());
        using SignalSource signals = new();
        using TunnelSetup setup = new(loaded.Config, log);
        HostContext host = new(
            loaded.Config, SettingsMapper.Map(loaded.Config, loaded.Secret, export is not null), loop, setup,
            new SystemRandom(), log, export);

        ExitCode result = ExitCode.Success;
        Connection connection = new(host, code =>
        {
            result = code;
            loop.Stop();
        });
        reporter = new StatusReporter(host, connection);
        loop.Add(signals.Fd, PollEvents.Readable, _ => HandleSignals(signals, connection, log));
        connection.Start();
        loop.Run();
        return result;
    }

    /// <summary>Best effort: secrets are locked on their own, this covers what the run-time copied.</summary>
    private static void ProtectMemory(Log log)
    {
        ProcessMemory.ForbidDumps();
        if (ProcessMemory.TryLockAll() is not 0 and int error)
            log.Debug($"memory is not locked: {Errno.Describe(error)}");
    }

    private static KeyExport? PrepareExport(RunOptions options, Log log)
    {
        if (options.ExportKeysDirectory is not { } directory)
            return null;
        FileGuard.MakeDirectory(directory, OwnerOnlyDirectory);
        log.Warning($"--export-keys: the keys of every session are written to {directory}; whoever reads them reads the traffic");
        return new KeyExport(directory);
    }

    private static void HandleSignals(SignalSource signals, Connection connection, Log log)
    {
        while (signals.TryRead(out PosixSignal signal))
        {
            if (signal == PosixSignal.SIGHUP)
                continue;
            log.Info($"{signal}: disconnecting");
            connection.Stop();
        }
    }
}
