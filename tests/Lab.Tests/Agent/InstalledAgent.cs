using System.Text;
using Holdfast.Lab.Faults;
using Holdfast.Lab.Network;
using Holdfast.Lab.Tools;

namespace Holdfast.Lab.Agent;

/// <summary>
/// An agent that is installed on a machine of the lab, and that a service manager looks after as systemd does: the guard, the agent, and both again
/// a second after its end. Beside it lies what it may be updated by.
/// </summary>
public sealed class InstalledAgent : IDisposable
{
    public const string Present = "0.1.0", Next = "0.2.0";

    private const string Binary = "/run/bin/holdfast", State = "/run/holdfast-state";

    private readonly Machine _machine;
    private readonly SignifyKey _key = new();
    private readonly Service _service;

    public InstalledAgent(Machine machine, string configuration)
    {
        _machine = machine;
        Directory.CreateDirectory(Outside("bin"));
        File.Copy(HoldfastBinary.Path, Outside("bin/holdfast"));
        File.Copy(Path.Combine(HoldfastBinary.Root, "cross-build", "services", "guard"), Outside("bin/guard"));
        File.WriteAllText(Outside("update.pub"), _key.PublicFile);
        AgentFile.Write(machine, configuration);
        _service = new Service(() => new Daemon(BackgroundProcess.Start(
            machine.Wrap("sh", "-c", $"/run/bin/guard {State} {Binary}; exec {Binary} run --state-dir {State}"))));
    }

    /// <summary>Of all its runs.</summary>
    public string Transcript => _service.Transcript;

    /// <summary>What lies beside the binary.</summary>
    public string Beside =>
        string.Join(' ', Directory.GetFiles(Outside("bin"), "*holdfast*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));

    /// <summary>A file of the state directory.</summary>
    public bool Keeps(string name) => File.Exists(Outside($"holdfast-state/{name}"));

    public string Version => Run("version").Output.Split(' ', '+')[1];

    public CommandResult Run(params IReadOnlyList<string> arguments) => _machine.Execute([Binary, .. arguments]);

    /// <summary>The present executable with another version in it, signed.</summary>
    public string Offer(string name, string version, string? target = null)
    {
        var bytes = File.ReadAllBytes(HoldfastBinary.Path);
        Replace(bytes, $"{Present}+", $"{version}+");
        File.WriteAllBytes(Outside(name), bytes);
        _key.Sign(Outside(name), version, target ?? HoldfastBinary.HostRid);
        return $"/run/{name}";
    }

    /// <summary>A signed executable that passes every test before it is installed, and then does something else than it should.</summary>
    /// <param name="run">In C: what <c>run</c> does.</param>
    public string OfferBad(string name, string version, string run)
    {
        Command.Check(["gcc", "-static", "-x", "c", "-o", Outside(name), "-"], $$"""
            #include <stdio.h>
            #include <stdlib.h>
            #include <string.h>
            #include <unistd.h>
            int main(int count, char **words)
            {
                if (count > 1 && !strcmp(words[1], "version")) puts("holdfast {{version}}");
                if (count > 1 && !strcmp(words[1], "run")) { {{run}}; }
                return 0;
            }
            """);
        _key.Sign(Outside(name), version, HoldfastBinary.HostRid);
        return $"/run/{name}";
    }

    public CommandResult Update(string file, params IReadOnlyList<string> more) =>
        Run(["update", "--from", file, "--key", "/run/update.pub", "--binary", Binary, .. more]);

    /// <summary>The same where a file system is mounted in place of a folder, which nobody else sees.</summary>
    /// <param name="mount">Arguments of mount(8).</param>
    /// <param name="folder">Has a copy of the executable then.</param>
    public CommandResult UpdateWith(string mount, string remount, string folder, string file) => _machine.Execute(
        "sh", "-ec", $"mkdir -p {folder}; mount {mount} {folder}; cp {Binary} {folder}/; {remount}; "
        + $"exec {Binary} update --from {file} --key /run/update.pub --binary {folder}/holdfast");

    /// <summary>A file of the machine's /run, seen from outside.</summary>
    public string Outside(string name) => Path.Combine(_machine.Run, name);

    public void WaitFor(string text, TimeSpan patience) =>
        Wait.Until($"the agent says \"{text}\":\n{Transcript}", () => Transcript.Contains(text, StringComparison.Ordinal), patience);

    public void WaitForConnected(TimeSpan patience) =>
        Wait.Until("it is connected", () => Run("status").Output.Contains("state          connected", StringComparison.Ordinal), patience);

    /// <summary>SIGTERM, and another start.</summary>
    public void Terminate() => _service.Signal(BackgroundProcess.Terminate);

    /// <summary>SIGTERM, and no other start.</summary>
    public void Stop() => _service.Stop();

    public void Dispose()
    {
        _service.Dispose();
        _key.Dispose();
    }

    private static void Replace(byte[] bytes, string text, string instead)
    {
        // As strings of .NET are.
        byte[] old = Encoding.Unicode.GetBytes(text), next = Encoding.Unicode.GetBytes(instead);
        if (old.Length != next.Length)
            throw new LabException($"\"{instead}\" has another length than \"{text}\"");
        var count = 0;
        for (int at = 0, found; (found = bytes.AsSpan(at).IndexOf(old)) >= 0; at += found + old.Length, count++)
            next.CopyTo(bytes.AsSpan(at + found));
        if (count == 0)
            throw new LabException($"the executable has no \"{text}\"");
    }

    private sealed class Daemon(BackgroundProcess process) : IDaemon
    {
        public BackgroundProcess Process => process;

        public void Dispose() => process.Dispose();
    }
}
