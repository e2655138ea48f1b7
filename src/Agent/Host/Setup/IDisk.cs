namespace Holdfast.Host.Setup;

/// <summary>
/// What changes on a disk when a configuration is put into place. Each call is on the disk when it returns; a test cuts the power
/// between any two. All of them throw LinuxException.
/// </summary>
public interface IDisk
{
    /// <summary>For nobody but the owner; one that is there stays as it is.</summary>
    void MakeFolder(string path);

    /// <summary>A file for nobody but the owner, whole or not at all.</summary>
    void Write(string path, ReadOnlySpan<byte> bytes);

    /// <summary>A file for people, in place, on a file system that may know neither modes nor owners.</summary>
    void WriteNote(string path, ReadOnlySpan<byte> bytes);

    /// <summary>A file or a folder; a file of that name is replaced.</summary>
    void Rename(string from, string to);

    /// <summary>Zeros over all that the file holds.</summary>
    void Overwrite(string path);

    void RemoveFile(string path);

    void RemoveFolder(string path);

    /// <summary>All that the file system of this folder owes its disk.</summary>
    void Sync(string folder);
}
