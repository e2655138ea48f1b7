using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed class FileGuardTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void What_is_not_there_does_not_exist()
    {
        Assert.Equal(default, FileGuard.Inspect(_directory["absent"]));
        Assert.Equal(default, FileGuard.Inspect(Path.Combine(_directory.File("file", ""), "below")));
    }

    [Fact]
    public void A_file_shows_owner_mode_and_size()
    {
        FileState file = FileGuard.Inspect(_directory.File("secret", "12345"));

        Assert.True(file is { Exists: true, IsRegular: true, IsSymlink: false, IsDirectory: false, Size: 5 });
        Assert.Equal(((uint)geteuid(), (uint)getegid()), (file.OwnerUid, file.OwnerGid));
        Assert.Equal(Convert.ToInt32("600", 8), file.Mode);
        Assert.False(file.IsOpenToOthers);
    }

    [Fact]
    public void Every_change_shows_also_one_that_hides_its_time()
    {
        string path = _directory.File("secret", "12345");
        DateTime written = File.GetLastWriteTimeUtc(path);
        FileState before = FileGuard.Inspect(path);
        Assert.Equal(before, FileGuard.Inspect(path));

        SpinWait.SpinUntil(() => // the file system's clock has ticks of its own
        {
            File.WriteAllText(path, "54321");
            File.SetLastWriteTimeUtc(path, written);
            return FileGuard.Inspect(path).ChangedAt > before.ChangedAt;
        }, TimeSpan.FromSeconds(5));
        Assert.NotEqual(before, FileGuard.Inspect(path));
        Assert.True(before.IsSameFileAs(FileGuard.Inspect(path)));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void Any_right_of_others_is_seen(UnixFileMode extra) =>
        Assert.True(FileGuard.Inspect(_directory.File("secret", "", UnixFileMode.UserRead | extra)).IsOpenToOthers);

    [Fact]
    public void A_file_of_another_owner_is_seen_to_be_so()
    {
        string path = _directory.File("secret", "");
        bool changed;
        unsafe
        {
            fixed (byte* name = CString.Of(path)) changed = chown(name, 1u, 1u) == 0;
        }

        // Without the right to give files away, all that root has is another's already.
        if (changed) Assert.Equal((1u, 1u), (FileGuard.Inspect(path).OwnerUid, FileGuard.Inspect(path).OwnerGid));
        else Assert.NotEqual((uint)geteuid(), FileGuard.Inspect("/").OwnerUid);
    }

    [Fact]
    public void A_symbolic_link_is_shown_and_only_followed_when_asked()
    {
        _directory.File("secret", "12345");
        File.CreateSymbolicLink(_directory["link"], "secret");

        Assert.True(FileGuard.Inspect(_directory["link"]) is { IsSymlink: true, IsRegular: false });
        Assert.Equal(ELOOP, Refusal("link").Errno);
        byte[] read = FileGuard.ReadAllBytes(_directory["link"], 10, out FileState state, followSymlinks: true);
        Assert.Equal("12345"u8, read);
        Assert.True(state.IsSameFileAs(FileGuard.Inspect(_directory["secret"])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(100_000)]
    public void A_file_is_read_whole_up_to_the_limit_and_refused_beyond(int length)
    {
        string path = _directory.File("file", new string('x', length));

        Assert.Equal(length, FileGuard.ReadAllBytes(path, length, out FileState state).Length);
        Assert.Equal(length, state.Size);
        if (length > 0) Assert.Equal(EFBIG, Refusal("file", length - 1).Errno);
    }

    [Fact]
    public void What_is_no_file_is_refused_and_not_waited_for()
    {
        Directory.CreateDirectory(_directory["folder"]);
        unsafe
        {
            fixed (byte* name = CString.Of(_directory["pipe"])) Assert.Equal(0, mkfifo(name, S_IRUSR | S_IWUSR));
        }

        Assert.Equal((EINVAL, "not a regular file"), (Refusal("folder").Errno, Refusal("folder").Detail));
        Assert.Equal(EINVAL, Refusal("pipe").Errno);
        Assert.Equal($"open {_directory["none"]}: No such file or directory (ENOENT)", Refusal("none").Message);
    }

    [Fact]
    public void A_path_with_a_zero_character_is_misuse() =>
        Assert.Throws<ArgumentException>(() => FileGuard.Inspect("/etc/passwd\0.json"));

    [Fact]
    public void A_directory_is_made_once_with_its_mode()
    {
        Assert.True(FileGuard.MakeDirectory(_directory["run"], Convert.ToInt32("755", 8)));
        Assert.Equal(Convert.ToInt32("755", 8), FileGuard.Inspect(_directory["run"]).Mode);

        Assert.False(FileGuard.MakeDirectory(_directory["run"], Convert.ToInt32("700", 8)));
        Assert.Equal(Convert.ToInt32("755", 8), FileGuard.Inspect(_directory["run"]).Mode);
        _directory.File("file", "");
        Assert.Equal(EEXIST, Assert.Throws<LinuxException>(() => FileGuard.MakeDirectory(_directory["file"], 0)).Errno);
    }

    [Fact]
    public void Removing_says_whether_there_was_something()
    {
        _directory.File("file", "");

        Assert.True(FileGuard.Remove(_directory["file"]));
        Assert.False(FileGuard.Remove(_directory["file"]));
        Assert.Empty(_directory.Names);
    }

    public void Dispose() => _directory.Dispose();

    private LinuxException Refusal(string name, int mostBytes = 10) =>
        Assert.Throws<LinuxException>(() => FileGuard.ReadAllBytes(_directory[name], mostBytes, out _));
}
