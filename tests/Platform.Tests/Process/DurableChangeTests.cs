using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed class DurableChangeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(10_001)]
    public void All_that_a_file_holds_becomes_zeros_where_it_lies(int length)
    {
        FileState before = FileGuard.Inspect(_directory.File("key", new string('k', length)));
        DurableChange.Overwrite(_directory["key"]);

        Assert.Equal(new byte[length], File.ReadAllBytes(_directory["key"]));
        Assert.True(FileGuard.Inspect(_directory["key"]).IsSameFileAs(before));
    }

    [Fact]
    public void A_symbolic_link_is_not_followed()
    {
        File.CreateSymbolicLink(_directory["link"], _directory.File("target", "precious"));

        Assert.Equal(ELOOP, Assert.Throws<LinuxException>(() => DurableChange.Overwrite(_directory["link"])).Errno);
        Assert.Equal("precious", File.ReadAllText(_directory["target"]));
    }

    [Fact]
    public void A_name_is_given_over_another_file_and_to_folders()
    {
        _directory.File("new", "two");
        _directory.File("old", "one");
        DurableChange.Rename(_directory["new"], _directory["old"]);
        Directory.CreateDirectory(_directory["folder"]);
        DurableChange.Rename(_directory["folder"], _directory["other"]);

        Assert.Equal("two", File.ReadAllText(_directory["old"]));
        Assert.Equal(["old", "other"], _directory.Names.Order());
        Assert.Equal(ENOENT, Assert.Throws<LinuxException>(() => DurableChange.Rename(_directory["none"], _directory["x"])).Errno);
    }

    [Fact]
    public void A_folder_goes_when_it_is_empty()
    {
        Directory.CreateDirectory(_directory["folder"]);
        _directory.File("folder/file", "x");

        Assert.Equal(ENOTEMPTY, Assert.Throws<LinuxException>(() => DurableChange.RemoveFolder(_directory["folder"])).Errno);
        File.Delete(_directory["folder/file"]);
        Assert.True(DurableChange.RemoveFolder(_directory["folder"]));
        Assert.False(DurableChange.RemoveFolder(_directory["folder"]));
        DurableChange.SyncFileSystem(_directory[""]);
    }

    [Fact]
    public void A_file_goes_and_one_that_is_not_there_is_not_missed()
    {
        _directory.File("ticket", "x");

        Assert.True(DurableChange.RemoveFile(_directory["ticket"]));
        Assert.Empty(_directory.Names);
        Assert.False(DurableChange.RemoveFile(_directory["ticket"]));
        Directory.CreateDirectory(_directory["folder"]);
        Assert.Throws<LinuxException>(() => DurableChange.RemoveFile(_directory["folder"]));
    }

    public void Dispose() => _directory.Dispose();
}
