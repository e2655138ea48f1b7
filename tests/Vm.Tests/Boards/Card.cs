using System.Text;
using Holdfast.Lab.Tools;

namespace Holdfast.Vm.Boards;

/// <summary>An SD card with the image. Written to while the board is off, as by a PC; read at any time.</summary>
public sealed class Card : IDisposable
{
    // In MiB; cross-build/images/debian/disk.sh has them.
    private const int BootStart = 1, RootStart = 65;

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-card-").FullName;

    public Card(string image)
    {
        Path = System.IO.Path.Combine(_folder, "card.img");
        Copy(System.IO.Path.Combine(image, "disk.img"), Path);
    }

    public string Path { get; }

    /// <summary>Writes a file to the boot partition.</summary>
    public void Put(string name, string text) => Command.Check(["mcopy", "-i", BootPartition, "-o", "-", $"::{name}"], text);

    /// <summary>The text of a file on the boot partition; null: there is none.</summary>
    public string? Read(string name)
    {
        var result = Command.Run(["mcopy", "-i", BootPartition, "-n", $"::{name}", Scratch]);
        return result.ExitCode == 0 ? File.ReadAllText(Scratch) : null;
    }

    /// <summary>Whether the bytes of the text are anywhere on the boot partition, in a file or in what was one.</summary>
    public bool BootPartitionHas(string text)
    {
        using var file = File.OpenRead(Path);
        var bytes = new byte[(RootStart - BootStart) << 20];
        file.Position = BootStart << 20;
        file.ReadExactly(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    /// <summary>What a repair of the root as it is now, which is what the next start does, leaves to complain about.</summary>
    /// <exception cref="LabException">Something.</exception>
    public void CheckRoot()
    {
        var copy = System.IO.Path.Combine(_folder, "copy.img");
        Copy(Path, copy);
        var root = $"{copy}?offset={RootStart << 20}";
        // It plays the journal back.
        Command.Run(["/sbin/e2fsck", "-p", root]);
        Command.Check(["/sbin/e2fsck", "-f", "-n", root]);
        File.Delete(copy);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string BootPartition => $"{Path}@@{BootStart}M";

    private string Scratch => System.IO.Path.Combine(_folder, "scratch");

    private static void Copy(string from, string to) => Command.Check(["cp", "--sparse=always", from, to]);
}
