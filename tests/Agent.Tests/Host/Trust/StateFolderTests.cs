using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Trust;
using Holdfast.Platform;
using Xunit;

namespace Holdfast.Tests.Host.Trust;

public sealed class StateFolderTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly StringWriter _log = new();
    private readonly StateFolder _state;

    public StateFolderTests() => _state = new StateFolder(Folder, new Log(LogLevel.Info, _log));

    private string Folder => Path.Combine(_parent, "state");

    private string[] Lines => _log.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void The_same_content_is_not_written_again()
    {
        _state.Write("one", "content"u8);
        FileState before = FileGuard.Inspect(Path.Combine(Folder, "one"));
        _state.Write("one", "content"u8);
        Assert.True(FileGuard.Inspect(Path.Combine(Folder, "one")).IsSameFileAs(before));

        foreach (string other in new[] { "conten", "content2", "CONTENT" })
        {
            _state.Write("one", System.Text.Encoding.ASCII.GetBytes(other));
            Assert.Equal(other, File.ReadAllText(Path.Combine(Folder, "one")));
        }
    }

    [Fact]
    public void A_disk_that_takes_nothing_is_told_of_once_and_so_is_its_return()
    {
        File.WriteAllText(Folder, "in the way");
        for (int i = 0; i < 3; i++)
            _state.Write("one", "content"u8);
        Assert.True(_state.IsFailing);
        Assert.Contains("not kept", Assert.Single(Lines), StringComparison.Ordinal);

        File.Delete(Folder);
        _state.Write("one", "content"u8);
        _state.Write("two", "content"u8);
        Assert.False(_state.IsFailing);
        Assert.Equal(2, Lines.Length);
        Assert.Contains("kept again", Lines[1], StringComparison.Ordinal);

        Directory.Delete(Folder, recursive: true);
        File.WriteAllText(Folder, "in the way");
        _state.Write("one", "content"u8);
        Assert.Equal(3, Lines.Length);
    }
}
