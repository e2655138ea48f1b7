using Holdfast.Platform;

namespace Holdfast.Host.Setup;

/// <summary>The disks of this machine.</summary>
public sealed class LinuxDisk : IDisk
{
    private const int OwnerOnly = 0x180, OwnerOnlyDirectory = 0x1C0, ForAll = 0x1A4; // 0600, 0700, 0644

    public void MakeFolder(string path) => FileGuard.MakeDirectory(path, OwnerOnlyDirectory);

    public void Write(string path, ReadOnlySpan<byte> bytes) => FileGuard.WriteAtomically(path, bytes, OwnerOnly);

    /// <summary>Not by <see cref="FileGuard.WriteAtomically"/>: FAT refuses its chmod.</summary>
    public void WriteNote(string path, ReadOnlySpan<byte> bytes)
    {
        FileGuard.Remove(path);
        FileGuard.Append(path, bytes, ForAll);
    }

    public void Rename(string from, string to) => DurableChange.Rename(from, to);

    public void Overwrite(string path) => DurableChange.Overwrite(path);

    public void RemoveFile(string path) => FileGuard.Remove(path);

    public void RemoveFolder(string path) => DurableChange.RemoveFolder(path);

    public void Sync(string folder) => DurableChange.SyncFileSystem(folder);
}
