using System.Globalization;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Network;

/// <summary>A network namespace with a name that no other run has; Dispose deletes it.</summary>
public sealed class NetworkNamespace : IDisposable
{
    private static int _count;

    private NetworkNamespace(string name) => Name = name;

    public string Name { get; }

    public static NetworkNamespace Create(string role)
    {
        var number = Interlocked.Increment(ref _count);
        var name = string.Create(CultureInfo.InvariantCulture, $"hf{Environment.ProcessId}-{number}-{role}");
        Command.Check(["ip", "netns", "add", name]);
        return new NetworkNamespace(name);
    }

    /// <summary>The command line that runs a command here; the process becomes the command.</summary>
    public IReadOnlyList<string> Wrap(params IReadOnlyList<string> command) =>
        ["ip", "netns", "exec", Name, .. command];

    public CommandResult Run(params IReadOnlyList<string> command) => Command.Run(Wrap(command));

    /// <returns>Standard output.</returns>
    /// <exception cref="LabException">It returned something else than 0.</exception>
    public string Check(params IReadOnlyList<string> command) => Command.Check(Wrap(command));

    /// <summary>Commands of `ip -batch`, one a line.</summary>
    public void Ip(string batch) => Command.Check(["ip", "-netns", Name, "-batch", "-"], batch);

    /// <summary>A ruleset in nft's language.</summary>
    public void Nft(string ruleset) => Command.Check(Wrap("nft", "-f", "-"), ruleset);

    /// <summary>Writes kernel parameters, each as `path/below/proc/sys=value`.</summary>
    public void Sysctl(params IReadOnlyList<string> settings)
    {
        var parts = settings.Select(setting => setting.Split('='));
        Check("sh", "-ec", string.Join('\n', parts.Select(part => $"echo {part[1]} > /proc/sys/{part[0]}")));
    }

    public void Dispose() => Command.Run(["ip", "netns", "del", Name]);
}
