using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host;
using Holdfast.Host.Bench;
using Holdfast.Host.Control;
using Holdfast.Host.Doctor;
using Holdfast.Host.Reload;
using Holdfast.Platform;

namespace Holdfast.Cli;

/// <summary>One method a command. Results go to standard output, problems to standard error.</summary>
public sealed class Commands(TextWriter output, TextWriter error)
{
    private const int NoFile = 2, Refused = 111; // ENOENT, ECONNREFUSED

    public ExitCode Execute(IReadOnlyList<string> arguments)
    {
        if (arguments is ["bench", "esp", ..])
            return RunEspBench([.. arguments.Skip(2)]);
        if (!CommandLine.TryParse(arguments, out CommandLine? line, out string problem))
        {
            error.WriteLine($"error: {problem}; see holdfast help");
            return ExitCode.Usage;
        }

        return line.Command switch
        {
            "run" => Run(line),
            "status" => Status(line),
            "history" => History(line),
            "down" => Down(line),
            "up" => Up(line),
            "reload" => AskOrSay(line, Reloader.Command),
            "apply" => Apply(line),
            "confirm" => AskOrSay(line, Trial.ConfirmCommand),
            "check" => Check(line),
            "doctor" => Doctor(line),
            "keygen" => GenerateKey(line),
            "update" => new UpdateCommand(output, error).Update(line),
            "restart" => new UpdateCommand(output, error).Restart(line),
            "first-boot" => SetupCommands.FirstBoot(line, error),
            "enroll" => SetupCommands.Enroll(line, output, error),
            "bench" => Bench(),
            "self-test" => RunSelfTest(),
            "version" => Version(),
            _ => Help(),
        };
    }

    private ExitCode Run(CommandLine line)
    {
        string? takenBack = Trial.TakeBackBeforeStart(line.StateDirectory, new Log(LogLevel.Info, error));
        if (!TryLoad(line, out LoadedConfig? loaded))
            return ExitCode.Usage;
        using LoadedConfig config = loaded!;
        return AgentHost.Run(config, new RunOptions(line.RunDirectory, line.StateDirectory, line.ExportKeys, line.IsOnce)
        {
            ConfigPath = Path.GetFullPath(line.ConfigPath), TakenBack = takenBack,
        }, error);
    }

    private ExitCode RunEspBench(string[] arguments)
    {
        if (!EspBenchOptions.TryParse(arguments, out EspBenchOptions? options, out string problem))
        {
            error.WriteLine($"error: bench esp: {problem}");
            return ExitCode.Usage;
        }

        try
        {
            using EspBench bench = new(options);
            bench.Run(output);
            return ExitCode.Success;
        }
        catch (LinuxException failure)
        {
            error.WriteLine($"error: {failure.Message}");
            return ExitCode.Failure;
        }
    }

    private ExitCode GenerateKey(CommandLine line)
    {
        if (!KeyGeneration.TryRun(line, out string? request, out string? problem))
        {
            error.WriteLine($"error: {problem}");
            return ExitCode.Usage;
        }

        output.Write(request);
        return ExitCode.Success;
    }

    private ExitCode Check(CommandLine line)
    {
        if (!TryLoad(line, out LoadedConfig? loaded))
            return ExitCode.Usage;
        loaded!.Dispose();
        output.WriteLine($"{line.ConfigPath} is valid; the agent would:");
        foreach (string fact in loaded.Config.Describe())
            output.WriteLine($"  {fact}");
        foreach (string warning in ConfigWarnings.Of(loaded.Config))
            error.WriteLine($"warning: {warning}");
        return ExitCode.Success;
    }

    /// <summary>Without a configuration it tells of the machine alone.</summary>
    private ExitCode Doctor(CommandLine line)
    {
        LoadedConfig? loaded = null;
        bool isConfigured = FileGuard.Inspect(line.ConfigPath).Exists;
        if (isConfigured && !TryLoad(line, out loaded))
            return ExitCode.Usage;
        using (loaded)
        {
            DoctorReport report = Examination.Make(loaded);
            output.Write(line.IsJson ? report.Json() : report.Text());
            return report.CanCarry ? ExitCode.Success : ExitCode.Environment;
        }
    }

    private ExitCode Status(CommandLine line)
    {
        try
        {
            return Ask(line, line.IsJson ? ControlServer.StatusJsonCommand : ControlServer.StatusTextCommand);
        }
        catch (LinuxException failure)
        {
            return NoAgent(failure);
        }
    }

    private ExitCode History(CommandLine line)
    {
        try
        {
            return Ask(line, line.IsJson ? HistoryText.JsonCommand : HistoryText.TextCommand);
        }
        catch (LinuxException failure) when (failure.Errno is not (NoFile or Refused))
        {
            return NoAgent(failure);
        }
        catch (LinuxException)
        {
            string? kept = OfflineHistory.Read(line.StateDirectory, line.IsJson);
            if (kept is null)
                error.WriteLine($"error: no agent is running, and {line.StateDirectory} has no history; name the agent's --state-dir, or ask as root");
            output.Write(kept);
            return kept is null ? ExitCode.Failure : ExitCode.Success;
        }
    }

    private ExitCode Down(CommandLine line)
    {
        try
        {
            return Ask(line, ConnectionSwitch.DownCommand);
        }
        catch (LinuxException failure) when (line.Connection is not null || failure.Errno is not (NoFile or Refused))
        {
            return NoAgent(failure);
        }
        catch (LinuxException)
        {
            return DownWithoutAgent(line);
        }
    }

    private ExitCode Up(CommandLine line) => AskOrSay(line, ConnectionSwitch.UpCommand);

    private ExitCode Apply(CommandLine line)
    {
        if (line.Connection is null || !DurationText.TryParse(line.ConfirmWithin, out TimeSpan within))
        {
            error.WriteLine($"error: \"apply\" wants a file, and with --confirm-within a time; {DurationText.Allowed}");
            return ExitCode.Usage;
        }

        try
        {
            using StagedFile file = StagedFile.Of(Path.GetFullPath(line.Connection), line.RunDirectory);
            string command = $"{Trial.ApplyCommand} {(long)within.TotalMilliseconds} {file.Path}";
            return Ask(line with { Connection = null }, command, file.InOwnWords);
        }
        catch (LinuxException failure)
        {
            return NoAgent(failure);
        }
    }

    private ExitCode AskOrSay(CommandLine line, string command)
    {
        try
        {
            return Ask(line, command);
        }
        catch (LinuxException failure)
        {
            return NoAgent(failure);
        }
    }

    private ExitCode DownWithoutAgent(CommandLine line)
    {
        try
        {
            bool isDone = OfflineDown.Run(line.RunDirectory, new Log(LogLevel.Info, error));
            if (isDone)
                output.WriteLine("no agent is running, and nothing of one is left: traffic goes its usual ways, in clear");
            return isDone ? ExitCode.Success : ExitCode.Failure;
        }
        catch (LinuxException failure)
        {
            error.WriteLine($"error: {failure.Message}");
            return ExitCode.Environment;
        }
    }

    /// <param name="edit">Of the answer; null: as it is.</param>
    /// <exception cref="LinuxException">No agent answers.</exception>
    private ExitCode Ask(CommandLine line, string command, Func<string, string>? edit = null)
    {
        string answer = AgentClient.Ask(line.RunDirectory, line.Connection is null ? command : $"{command} {line.Connection}");
        bool isError = answer.StartsWith(ControlServer.ErrorPrefix, StringComparison.Ordinal);
        (isError ? error : output).Write(edit is null ? answer : edit(answer));
        return isError ? ExitCode.Failure : ExitCode.Success;
    }

    private ExitCode NoAgent(LinuxException failure)
    {
        error.WriteLine(AgentClient.Missing(failure.Message));
        return ExitCode.Failure;
    }

    private ExitCode Bench()
    {
        new BenchRun(output, BootClock.Awake, TimeSpan.FromSeconds(1)).Run();
        return ExitCode.Success;
    }

    private ExitCode RunSelfTest()
    {
        bool passed = true;
        foreach ((string name, bool isRight) in SelfTest.Run())
        {
            output.WriteLine($"{(isRight ? "ok    " : "FAILED")} {name}");
            passed &= isRight;
        }

        return passed ? ExitCode.Success : ExitCode.Failure;
    }

    private ExitCode Version()
    {
        output.WriteLine($"holdfast {ProductVersion.Text}");
        output.WriteLine($"OpenSSL {LibraryVersions.OpenSsl}, libsodium {LibraryVersions.Sodium}");
        return ExitCode.Success;
    }

    private ExitCode Help()
    {
        output.Write(CommandLine.Usage);
        return ExitCode.Success;
    }

    private bool TryLoad(CommandLine line, out LoadedConfig? loaded)
    {
        if (LoadedConfig.TryLoad(line.ConfigPath, out loaded, out IReadOnlyList<ConfigError> errors))
            return true;
        foreach (ConfigError one in errors)
            error.WriteLine($"error: {one}");
        return false;
    }
}
