using Holdfast.Cli;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class StagedFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("holdfast-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_a_service_does_not_see_is_put_where_it_does_and_taken_away_again()
    {
        string original = $"/tmp/holdfast-{Guid.NewGuid():N}.json", copy;
        try
        {
            File.WriteAllText(original, "{}");
            File.SetUnixFileMode(original, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            using (StagedFile staged = StagedFile.Of(original, _folder.FullName))
            {
                copy = staged.Path;
                Assert.Equal((_folder.FullName, "{}"), (Path.GetDirectoryName(copy), File.ReadAllText(copy)));
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.OtherRead, File.GetUnixFileMode(copy));
                Assert.Equal($"error: {original} is wrong", staged.InOwnWords($"error: {copy} is wrong"));
            }

            Assert.False(File.Exists(copy));
            Assert.True(File.Exists(original));
        }
        finally
        {
            File.Delete(original);
        }
    }

    [Theory]
    [InlineData("/etc/holdfast/new.json")]
    [InlineData("/tmp/holdfast-no-such-file.json")]
    public void Everything_else_is_the_agents_to_read(string path)
    {
        using StagedFile staged = StagedFile.Of(path, _folder.FullName);

        Assert.Equal(path, staged.Path);
        Assert.Empty(_folder.GetFiles());
    }
}
