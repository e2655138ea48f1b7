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
    private static readonly TimeSpan BootPatience = TimeSpan.FromSeconds(120), Patience = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-vm-").FullName;
    private readonly BlockingCollection<Channel> _free = [];
    private readonly List<Channel> _channels = [];
    private readonly ManualResetEventSlim _released = new();
    private readonly BackgroundProcess _emulator;

    private Guest(Architecture architecture, string? binary, int channels, Func<string, IReadOnlyList<string>> command, TimeSpan patience)
    {
        Architecture = architecture;
        try
        {
            var disk = WriteDisk(binary);
            using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder, "channels")));
            listener.Listen(channels);
            _emulator = Start([.. command(disk), "-serial", $"file:{Path.Combine(_folder, "console")}", .. Ports(channels)]);
            Accept(listener, channels);
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
    /// <param name="kernel">More arguments of the kernel.</param>
    /// <param name="options">More options of QEMU.</param>
    public static Guest Boot(
        Architecture architecture, int megabytes, TimeSpan? patience = null, string kernel = "", params IReadOnlyList<string> options)
    {
        const int channels = 14;
        return new(architecture, MachineImage.Binary(architecture), channels, disk =>
            [MachineImage.Script("boot.sh"), architecture.Name, MachineImage.Provide(architecture), Number(megabytes), disk,
                $"lab.channels={channels} {kernel}", .. options],
            patience ?? BootPatience);
    }

    /// <summary>Starts a machine that has a disk of its own.</summary>
    /// <param name="command">What becomes QEMU; it is given the path of the tar file with the tests' scripts.</param>
    /// <exception cref="LabException">It does not answer; the message has what it wrote to its console.</exception>
    public static Guest Boot(Architecture architecture, Func<string, IReadOnlyList<string>> command, TimeSpan patience) =>
        new(architecture, null, 2, command, patience);

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

    private IEnumerable<string> Ports(int channels)
    {
        yield return "-device";
        yield return $"virtio-serial-pci,max_ports={channels + 1}";
        for (var i = 0; i < channels; i++)
        {
            yield return "-chardev";
            yield return $"socket,id=channel{i},path={Path.Combine(_folder, "channels")}";
            yield return "-device";
            yield return $"virtserialport,chardev=channel{i},name=channel{i}";
        }
    }

    private void Accept(Socket listener, int channels)
    {
        for (var i = 0; i < channels; i++)
        {
            if (!listener.Poll(Patience, SelectMode.SelectRead))
                throw new LabException($"{_emulator.CommandLine}\n{_emulator.Transcript()}");
            _channels.Add(new Channel(listener.Accept()));
            _free.Add(_channels[^1]);
        }
    }

    // A tar file: the agent, if the machine does not have it, and the machine's scripts.
    private string WriteDisk(string? binary)
    {
        var path = Path.Combine(_folder, "disk");
        using var writer = new TarWriter(File.Create(path));
        if (binary is not null)
            writer.WriteEntry(binary, "holdfast");
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "guest")))
            writer.WriteEntry(file, $"guest/{Path.GetFileName(file)}");
        return path;
    }
}
