using System.Diagnostics.CodeAnalysis;
using Holdfast.Host.Update;

namespace Holdfast.Cli;

/// <summary>The command line as values: the command, and the options that were given.</summary>
public sealed record CommandLine(string Command, string ConfigPath, string RunDirectory, string? ExportKeys, bool IsJson)
{
    /// <summary>The connection that <c>status</c>, <c>down</c> or <c>up</c> is about, null for all; the name for <c>keygen</c>, the file for <c>apply</c>.</summary>
    public string? Connection { get; init; }

    public const string DefaultConfigPath = "/etc/holdfast/agent.json";
    /// <summary>OpenWrt has no /run.</summary>
    public static string DefaultRunDirectory { get; } = Directory.Exists("/run") ? "/run/holdfast" : "/var/run/holdfast";
    public const string DefaultStateDirectory = "/var/lib/holdfast";

    public string StateDirectory { get; init; } = DefaultStateDirectory;

    /// <summary>Where <c>keygen</c> puts the key, and <c>update</c> has the builder's.</summary>
    public string? KeyPath { get; init; }

    /// <summary><c>run</c>: end when the first attempt fails.</summary>
    public bool IsOnce { get; init; }

    public string KeyType { get; init; } = "p256";

    /// <summary><c>update</c>: the new executable, the one that it replaces, and the time that it has to connect.</summary>
    public string? From { get; init; }

    public string Binary { get; init; } = UpdateRequest.DefaultBinary;

    public string Within { get; init; } = "5m";

    public bool AllowsDowngrade { get; init; }

    /// <summary><c>first-boot</c>: where to look; empty for the usual places.</summary>
    public IReadOnlyList<string> BootFolders { get; init; } = [];

    /// <summary><c>apply</c>: the time that there is for <c>confirm</c>.</summary>
    public string ConfirmWithin { get; init; } = "2m";

    public const string Usage = """
        holdfast: IKEv2 VPN agent

        holdfast run [--config FILE] [--run-dir DIR] [--state-dir DIR] [--once]
                           [--export-keys DIR]
                           connect and stay connected; logs to standard error;
                           with --once a first attempt that fails is the end
        holdfast status [NAME] [--json] [--run-dir DIR]
                           what the running agent does, or one connection of it
        holdfast history [--json] [--run-dir DIR] [--state-dir DIR]
                           the last hundred events, also of an agent that is gone
        holdfast down [NAME] [--run-dir DIR]
                           close the connections, or one, and let traffic go its
                           usual ways, also after an agent that is gone
        holdfast up [NAME] [--run-dir DIR]
                           connect again
        holdfast reload [--run-dir DIR]
                           read the configuration again and change what differs
        holdfast apply FILE [--confirm-within TIME] [--run-dir DIR]
                           put FILE in the configuration's place and reload;
                           without a confirm in TIME (10s to 1h, default 2m) the
                           configuration before comes back
        holdfast confirm [--run-dir DIR]
                           keep what was applied
        holdfast check [--config FILE]
                           validate the configuration and say what it would do
        holdfast doctor [--config FILE] [--json]
                           what this machine and its kernel can do for a tunnel
        holdfast keygen NAME --key FILE [--type p256|p384|p521|ed25519|rsa]
                           a new key in the file, and on standard output a request
                           for its certificate (PKCS #10), for an authority to sign
        holdfast update --from FILE [--key FILE] [--within TIME] [--allow-downgrade]
                           [--binary FILE] [--config FILE] [--run-dir DIR]
                           [--state-dir DIR]
                           install another version, signed in FILE.sig; if it does
                           not connect in TIME (10s to 1h, default 5m), the present
                           one comes back
        holdfast restart [--run-dir DIR]
                           end the agent so that it is started again at once, with
                           the kill switch shut
        holdfast first-boot [--boot DIR]... [--config FILE] [--state-dir DIR]
                           take over holdfast.json from the boot partition and wipe
                           it there, or say in holdfast-error.txt what is wrong
        holdfast enroll [--config FILE] [--state-dir DIR]
                           ask for what the configuration needs, and write it
        holdfast bench     what this machine can do, and which cipher to prefer; takes
                           some seconds
        holdfast self-test cryptographic known answers
        holdfast version

        --config FILE      default /etc/holdfast/agent.json
        --boot DIR         where the boot partition is; may be given again; default
                           /boot/firmware and /boot
        --run-dir DIR      default /run/holdfast, without /run /var/run/holdfast
        --state-dir DIR    what a restart is to find again, such as answers about
                           revoked certificates; default /var/lib/holdfast
        --export-keys DIR  write the session keys there, to decrypt a capture;
                           whoever reads them reads the traffic

        """;

    /// <summary>Options of each command; a command without any takes none.</summary>
    private static readonly Dictionary<string, string[]> Commands = new()
    {
        ["run"] = ["--config", "--run-dir", "--state-dir", "--export-keys", "--once"],
        ["status"] = ["--json", "--run-dir"],
        ["history"] = ["--json", "--run-dir", "--state-dir"],
        ["down"] = ["--run-dir"],
        ["up"] = ["--run-dir"],
        ["reload"] = ["--run-dir"],
        ["apply"] = ["--confirm-within", "--run-dir"],
        ["confirm"] = ["--run-dir"],
        ["check"] = ["--config"],
        ["doctor"] = ["--config", "--json"],
        ["keygen"] = ["--key", "--type"],
        ["update"] = ["--from", "--key", "--within", "--allow-downgrade", "--binary", "--config", "--run-dir", "--state-dir"],
        ["restart"] = ["--run-dir"],
        ["first-boot"] = ["--boot", "--config", "--state-dir"],
        ["enroll"] = ["--config", "--state-dir"],
        ["bench"] = [],
        ["self-test"] = [],
        ["version"] = [],
        ["help"] = [],
    };

    public static bool TryParse(
        IReadOnlyList<string> arguments, [NotNullWhen(true)] out CommandLine? line, out string problem)
    {
        line = null;
        problem = "";
        string command = arguments.Count == 0 ? "help" : arguments[0] switch
        {
            "--help" or "-h" => "help",
            "--version" => "version",
            var word => word,
        };
        if (!Commands.TryGetValue(command, out string[]? options))
            return Refuse($"unknown command \"{command}\"; allowed: {string.Join(", ", Commands.Keys)}", out problem);

        CommandLine parsed = new(command, DefaultConfigPath, DefaultRunDirectory, null, false);
        for (int i = 1; i < arguments.Count; i++)
        {
            string option = arguments[i];
            if (command is "status" or "down" or "up" or "apply" or "keygen" && parsed.Connection is null && !option.StartsWith('-'))
            {
                parsed = parsed with { Connection = option };
                continue;
            }

            if (!options.Contains(option))
                return Refuse($"\"{command}\" does not take \"{option}\"{Allowed(options)}", out problem);
            bool wantsValue = option is not ("--json" or "--once" or "--allow-downgrade");
            if (wantsValue && ++i == arguments.Count)
                return Refuse($"\"{option}\" wants a value", out problem);
            parsed = parsed.With(option, arguments[i]);
        }

        line = parsed;
        return true;
    }

    private static string Allowed(string[] options) => options.Length == 0 ? "" : $"; allowed: {string.Join(", ", options)}";

    private static bool Refuse(string why, out string problem)
    {
        problem = why;
        return false;
    }

    private CommandLine With(string option, string value) => option switch
    {
        "--config" => this with { ConfigPath = value },
        "--run-dir" => this with { RunDirectory = value },
        "--boot" => this with { BootFolders = [.. BootFolders, value] },
        "--key" => this with { KeyPath = value },
        "--type" => this with { KeyType = value },
        "--confirm-within" => this with { ConfirmWithin = value },
        "--state-dir" => this with { StateDirectory = value },
        "--once" => this with { IsOnce = true },
        "--from" => this with { From = value },
        "--binary" => this with { Binary = value },
        "--within" => this with { Within = value },
        "--allow-downgrade" => this with { AllowsDowngrade = true },
        "--export-keys" => this with { ExportKeys = value },
        _ => this with { IsJson = true },
    };
}
