namespace Holdfast.Tests;

/// <summary>A new directory (mode 0700) that is removed with all that is in it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-test-");

    public string this[string name] => Path.Combine(_directory.FullName, name);

    public string[] Names => [.. _directory.EnumerateFileSystemInfos().Select(entry => entry.Name).Order()];

    /// <summary>Makes a file with just this mode.</summary>
    public string File(string name, string content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        System.IO.File.WriteAllText(this[name], content);
        System.IO.File.SetUnixFileMode(this[name], mode);
        return this[name];
    }

    public void Dispose() => _directory.Delete(recursive: true);
}
