using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Setup;
using Xunit;

namespace Holdfast.Tests.Host.Setup;

/// <summary>A device with a card in it: its boot partition, /etc/holdfast and the state directory in a temporary folder.</summary>
public sealed class Site : IDisposable
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const string Old = """{ "gateway": "old.example.org", "identity": "site", "secret": "before" }""";
    public const string New = "{\r\n  \"gateway\": \"gw.example.org\",\r\n  \"identity\": \"site\",\r\n  \"secretFile\": \"site.key\"\r\n}\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly StringWriter _log = new();

    public Site() => Directory.CreateDirectory(Card);

    public string Card => Path.Combine(_folder, "boot");

    public string Etc => Path.Combine(_folder, "etc", "holdfast");

    public string State => Path.Combine(_folder, "state");

    public string Config => Path.Combine(Etc, "agent.json");

    public string Log => _log.ToString();

    public string[] OnCard => [.. Directory.GetFileSystemEntries(Card).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public string[] InEtc => Directory.Exists(Etc) ? [.. Directory.GetFileSystemEntries(Etc).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    /// <summary>The file for the person with the PC.</summary>
    public string Note => File.ReadAllText(Path.Combine(Card, "holdfast-error.txt"));

    public void PutOnCard(string name, string text) => File.WriteAllText(Path.Combine(Card, name), text);

    public void PutInPlace(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Etc)!);
        Directory.CreateDirectory(Etc, OwnerOnly | UnixFileMode.UserExecute);
        File.WriteAllText(Path.Combine(Etc, name), text);
        File.SetUnixFileMode(Path.Combine(Etc, name), OwnerOnly);
    }

    public ExitCode Start(IDisk? disk = null, params string[] folders)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Etc)!);
        return new FirstBoot(folders.Length > 0 ? folders : [Card], Config, State, disk ?? new LinuxDisk(), new Log(LogLevel.Info, _log)).Run();
    }

    /// <summary>What the agent would start with.</summary>
    public string Gateway()
    {
        bool isRead = LoadedConfig.TryLoad(Config, out LoadedConfig? loaded, out IReadOnlyList<ConfigError> errors);
        Assert.Empty(errors);
        Assert.True(isRead);
        using (loaded)
            return loaded!.Config.Connections[0].Gateway;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
