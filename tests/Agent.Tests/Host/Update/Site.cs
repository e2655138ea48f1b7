using System.Text;
using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Trust;
using Holdfast.Host.Update;
using Holdfast.Platform;
using Holdfast.Time;
using Xunit;

namespace Holdfast.Tests.Host.Update;

/// <summary>A machine's folders with a binary of version 0.1.0 and a signed one of 0.2.0, which are a head of an executable and their version.</summary>
internal sealed class Site : IDisposable
{
    public const string Old = "0.1.0", New = "0.2.0";

    /// <summary>x86-64, and aarch64.</summary>
    public static readonly byte[] Head = Convert.FromHexString("7f454c46020101000000000000000000030b3e00"),
        OtherHead = Convert.FromHexString("7f454c46020101000000000000000000030bb700");

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly Signer _signer = new();
    private readonly StringWriter _log = new();

    public Site()
    {
        Directory.CreateDirectory(Bin);
        File.WriteAllBytes(Binary, Executable(Old));
        MakeExecutable(Binary);
        File.WriteAllBytes(At("update.pub"), _signer.PublicKey);
        Offer(Executable(New), New);
    }

    public string Bin => At("bin");

    public string Binary => Path.Combine(Bin, "holdfast");

    public string Previous => Binary + UpdateRecord.Previous;

    public string State => At("state");

    public TrialFolder Trial => new(State);

    public string LogText => _log.ToString();

    public UpdateRequest Request => new(At("new"), Binary, State, TimeSpan.FromMinutes(5)) { KeyPath = At("update.pub"), Connections = ["main"] };

    /// <summary>What is beside the binary, by name.</summary>
    public string[] Beside => [.. Directory.GetFiles(Bin).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public string[] Kept => Directory.Exists(State) ? [.. Directory.GetFiles(State).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Version of the binary; files beside it; files of the trial.</summary>
    public string Picture => $"{Present}: {string.Join(' ', Beside)}; {string.Join(' ', Kept)}";

    /// <summary>What programs do: their exit code and first line.</summary>
    public Func<IReadOnlyList<string>, (int Code, string Said)> Programs { get; set; } =
        command => (0, command[1] == "version" ? $"holdfast {VersionOf(command[0])}+abc" : "ok");

    public static byte[] Executable(string version) => [.. Head, .. Encoding.ASCII.GetBytes(version)];

    public static string VersionOf(string path) => Encoding.ASCII.GetString(File.ReadAllBytes(path).AsSpan(Head.Length));

    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>Another file to install, with its signature.</summary>
    public void Offer(byte[] executable, string version, string? target = null) =>
        Offer(executable, _signer.Sign(executable, version, target ?? $"linux-{ReleaseCheck.OwnArchitecture}"));

    public void Offer(byte[] executable, byte[] signature)
    {
        File.WriteAllBytes(At("new"), executable);
        File.WriteAllBytes(At("new.sig"), signature);
    }

    /// <summary>As <c>holdfast update</c> does it; null: it is in place.</summary>
    public UpdateRefusal? Update(UpdateRequest? request = null, Action<UpdateStep>? before = null)
    {
        try
        {
            SignedRelease release = ReleaseCheck.Check(request ?? Request, Old);
            new Installation(request ?? Request, command => Programs(command), before ?? (_ => { })).Install(release, Old);
            return null;
        }
        catch (UpdateRefusal refusal)
        {
            return refusal;
        }
    }

    public string Guard { get; } = Path.Combine(Root(), "cross-build", "services", "guard");

    /// <summary>What the service manager has run before each start.</summary>
    public void RunGuard() => Assert.Equal(0, RunGuard(State, Binary));

    /// <returns>The guard's exit code.</returns>
    public int RunGuard(string state, string binary)
    {
        using var child = ChildProcess.Start([Guard, state, binary]);
        Assert.True(child.TryEndWithin(TimeSpan.FromMinutes(1), out int code), "the guard does not end");
        return code;
    }

    /// <summary>Version of the binary that is started next.</summary>
    public string Present => VersionOf(Binary);

    public Log Log => new(LogLevel.Info, _log);

    public HistoryFile History(Func<Instant> now)
    {
        StateFolder state = new(State, Log);
        return new HistoryFile(state, new WallClock(state, () => DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), DateTimeOffset.UnixEpoch), now);
    }

    public void Dispose()
    {
        _signer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void MakeExecutable(string path) =>
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.UserExecute);

    private static string Root()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Agent.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
