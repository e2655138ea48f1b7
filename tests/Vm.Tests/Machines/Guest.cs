using System.Collections.Concurrent;
using System.Formats.Tar;
using System.Globalization;
using System.Net.Sockets;
using Holdfast.Lab.Tools;

namespace Holdfast.Vm.Machines;

/// <summary>
/// A virtual machine that does what the tests tell it. Nothing of it outlives them: QEMU ends with the thread that started it,
/// and the machine switches itself off when nobody is at the other end of its channels.
/// </summary>
public sealed class Guest : IDisposable
{
    private const int Channels = 14;

    private static readonly TimeSpan BootPatience = TimeSpan.FromSeconds(120), Patience = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-vm-").FullName;
    private readonly BlockingCollection<Channel> _free = [];
    private readonly List<Channel> _channels = [];
    private readonly ManualResetEventSlim _released = new();
    private readonly BackgroundProcess _emulator;

    private Guest(Architecture architecture, int megabytes, TimeSpan patience)
    {
        Architecture = architecture;
        try
        {
            WriteDisk(MachineImage.Binary(architecture));
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "channels")));
            listener.Listen(Channels);
            _emulator = Start(
                [MachineImage.Script("boot.sh"), architecture.Name, MachineImage.Provide(architecture), Number(megabytes),
                    Path.Combine(_folder, "disk"), $"lab.channels={Channels}", "-serial", $"file:{Path.Combine(_folder, "console")}", .. Ports()]);
            Accept(listener);
            Check("true", patience);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Architecture Architecture { get; }

    /// <summary>It has been switched off, or has done so by itself.</summary>
    public bool IsGone => _emulator.HasExited;

    /// <summary>Starts a machine and returns when it answers.</summary>
    /// <exception cref="LabException">It does not; the message has what it wrote to its console.</exception>
    public static Guest Boot(Architecture architecture, int megabytes, TimeSpan? patience = null) =>
        new(architecture, megabytes, patience ?? BootPatience);

    /// <summary>Runs a script to its end.</summary>
    /// <param name="timeout">60 s if not said; then it is killed.</param>
    public CommandResult Run(string script, TimeSpan? timeout = null)
    {
        var process = Start(script);
        return process.WaitForExit(timeout ?? Patience);
    }

    /// <returns>Standard output.</returns>
    /// <exception cref="LabException">It returned something else than 0.</exception>
    public string Check(string script, TimeSpan? timeout = null)
    {
        var result = Run(script, timeout);
        return result.ExitCode == 0
            ? result.Output
            : throw new LabException($"{script}\nreturned {result.ExitCode}\n{result.Error}{result.Output}");
    }

    /// <summary>Starts a script and returns at once.</summary>
    public GuestProcess Start(string script) => _free.TryTake(out var channel, Patience)
        ? new GuestProcess(this, channel, script)
        : throw new LabException($"no channel is free for: {script}");

    /// <summary>Writes a text file with its folder.</summary>
    public void WriteFile(string path, string text, string mode = "644") => Check($"""
        mkdir -p {Path.GetDirectoryName(path)}
        umask 077
        cat > {path} << 'THE_END_OF_THE_FILE'
        {text}
        THE_END_OF_THE_FILE
        chmod {mode} {path}
        """);

    /// <summary>The last of what the machine wrote to its console.</summary>
    public string Console()
    {
        var path = Path.Combine(_folder, "console");
        return File.Exists(path) ? string.Join('\n', File.ReadLines(path).TakeLast(60)) : "";
    }

    /// <summary>At once, as by pulling the plug.</summary>
    public void SwitchOff() => _emulator.Kill();

    public void Dispose()
    {
        _emulator?.Dispose();
        _released.Set();
        foreach (var channel in _channels)
            channel.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    internal void GiveBack(Channel channel) => _free.Add(channel);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    // The kernel ends QEMU with the thread that has started it; so that one stays.
    private BackgroundProcess Start(IReadOnlyList<string> command)
    {
        BackgroundProcess? process = null;
        using var started = new ManualResetEventSlim();
        new Thread(() =>
        {
            process = BackgroundProcess.Start(command);
            started.Set();
            _released.Wait();
        }) { IsBackground = true }.Start();
        started.Wait();
        return process!;
    }

    private IEnumerable<string> Ports()
    {
        yield return "-device";
        yield return $"virtio-serial-pci,max_ports={Channels + 1}";
        for (var i = 0; i < Channels; i++)
        {
            yield return "-chardev";
            yield return $"socket,id=channel{i},path={Path.Combine(_folder, "channels")}";
            yield return "-device";
            yield return $"virtserialport,chardev=channel{i},name=channel{i}";
        }
    }

    private void Accept(Socket listener)
    {
        for (var i = 0; i < Channels; i++)
        {
            if (!listener.Poll(Patience, SelectMode.SelectRead))
                throw new LabException($"{_emulator.CommandLine}\n{_emulator.Transcript()}");
            _channels.Add(new Channel(listener.Accept()));
            _free.Add(_channels[^1]);
        }
    }

    // A tar file: the agent and the machine's scripts.
    private void WriteDisk(string binary)
    {
        using var writer = new TarWriter(File.Create(Path.Combine(_folder, "disk")));
        writer.WriteEntry(binary, "holdfast");
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "guest")))
            writer.WriteEntry(file, $"guest/{Path.GetFileName(file)}");
    }
}
