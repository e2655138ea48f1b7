using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed class ProgramFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;

    public ProgramFileTests()
    {
        var content = new byte[200_000];
        new Random(1).NextBytes(content);
        File.WriteAllBytes(At("a"), content);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_copied_is_what_was_looked_at()
    {
        MemoryStream seen = new();
        ProgramFile.Copy(At("a"), At("b"), 200_000, piece => seen.Write(piece));

        Assert.Equal(File.ReadAllBytes(At("a")), seen.ToArray());
        Assert.Equal(seen.ToArray(), File.ReadAllBytes(At("b")));
        Assert.Equal((UnixFileMode)0x1ED, File.GetUnixFileMode(At("b")));
    }

    [Fact]
    public void A_copy_that_fails_leaves_nothing()
    {
        Assert.Equal(EFBIG, Fails(() => ProgramFile.Copy(At("a"), At("b"), 199_999, _ => { })));
        Assert.Throws<InvalidOperationException>(() => ProgramFile.Copy(At("a"), At("b"), 200_000, _ => throw new InvalidOperationException()));
        Assert.Equal(ENOENT, Fails(() => ProgramFile.Copy(At("none"), At("b"), 200_000, _ => { })));
        Assert.Equal(EINVAL, Fails(() => ProgramFile.Copy(_folder, At("b"), 200_000, _ => { })));
        Assert.False(File.Exists(At("b")));
    }

    [Fact]
    public void What_is_there_already_is_not_copied_over()
    {
        File.WriteAllText(At("b"), "kept");
        Assert.Equal(EEXIST, Fails(() => ProgramFile.Copy(At("a"), At("b"), 200_000, _ => { })));
        Assert.Equal("kept", File.ReadAllText(At("b")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_second_name_is_for_the_same_file_also_in_anothers_place_and_twice(bool isThere)
    {
        if (isThere)
            File.WriteAllText(At("b"), "of another");
        File.WriteAllText(At("t"), "left by a power cut");
        for (int i = 0; i < 2; i++)
        {
            ProgramFile.Link(At("a"), At("b"), At("t"));
            Assert.True(FileGuard.Inspect(At("a")).IsSameFileAs(FileGuard.Inspect(At("b"))));
            Assert.False(File.Exists(At("t")));
        }
    }

    [Fact]
    public void The_first_bytes_are_read_or_what_there_is_of_them()
    {
        Assert.Equal(File.ReadAllBytes(At("a"))[..20], ProgramFile.Head(At("a"), 20));
        File.WriteAllText(At("b"), "abc");
        Assert.Equal("abc"u8.ToArray(), ProgramFile.Head(At("b"), 20));
    }

    private static int Fails(Action act) => Assert.Throws<LinuxException>(act).Errno;

    private string At(string name) => Path.Combine(_folder, name);
}
