using Holdfast.Host.Setup;
using Holdfast.Platform;

namespace Holdfast.Tests.Host.Setup;

/// <summary>The power is gone: no call after this one does anything.</summary>
public sealed class PowerCut : Exception;

/// <summary>The real disk, whose power can be cut before any change or in the middle of one, and that can refuse changes.</summary>
public sealed class TestDisk : IDisk
{
    private const int ReadOnlyFileSystem = 30, NoSpace = 28;

    private readonly LinuxDisk _disk = new();
    private int _steps;

    /// <summary>Before which change the power is cut; with <see cref="IsHalfDone"/> in the middle of it.</summary>
    public int CutAt { get; init; } = int.MaxValue;

    public bool IsHalfDone { get; init; }

    /// <summary>Takes no change in it.</summary>
    public string? ReadOnly { get; init; }

    /// <summary>Has no room for new files in it.</summary>
    public string? Full { get; init; }

    public int Writes { get; private set; }

    public void MakeFolder(string path)
    {
        // One that is there is no change.
        if (!Directory.Exists(path))
            Step(path, isNew: true, () => _disk.MakeFolder(path));
    }

    public void Write(string path, ReadOnlySpan<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        Step(path, isNew: true, () => _disk.Write(path, copy), () => File.WriteAllBytes(path + ".0123", copy[..(copy.Length / 2)]));
    }

    public void WriteNote(string path, ReadOnlySpan<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        Step(path, isNew: true, () => _disk.WriteNote(path, copy), () => File.WriteAllBytes(path, copy[..(copy.Length / 2)]));
    }

    public void Rename(string from, string to) => Step(from, isNew: false, () => _disk.Rename(from, to));

    public void Overwrite(string path) => Step(path, isNew: false, () => _disk.Overwrite(path), () =>
    {
        byte[] content = File.ReadAllBytes(path);
        content.AsSpan(0, content.Length / 2).Clear();
        File.WriteAllBytes(path, content);
    });

    public void RemoveFile(string path)
    {
        if (File.Exists(path))
            Step(path, isNew: false, () => _disk.RemoveFile(path));
    }

    public void RemoveFolder(string path)
    {
        if (Directory.Exists(path))
            Step(path, isNew: false, () => _disk.RemoveFolder(path));
    }

    public void Sync(string folder) => Step(folder, isNew: false, () => _disk.Sync(folder));

    private void Step(string path, bool isNew, Action whole, Action? half = null)
    {
        if (ReadOnly is not null && path.StartsWith(ReadOnly, StringComparison.Ordinal))
            throw new LinuxException($"open {path}", ReadOnlyFileSystem);
        if (isNew && Full is not null && path.StartsWith(Full, StringComparison.Ordinal))
            throw new LinuxException($"write {path}", NoSpace);
        int step = _steps++;
        if (step == CutAt && IsHalfDone)
            half?.Invoke();
        if (step >= CutAt)
            throw new PowerCut();
        whole();
        Writes++;
    }
}
