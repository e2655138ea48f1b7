using Holdfast.Host.Trust;
using Xunit;

namespace Holdfast.Tests.Host.Trust;

public sealed class TrustSourcesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Files_folders_links_to_them_and_keys_are_fine()
    {
        string file = Path.Combine(_folder, "ca.pem"), link = Path.Combine(_folder, "link.pem");
        File.WriteAllText(file, "");
        File.CreateSymbolicLink(link, file);

        Assert.All([file, link, _folder, $"sha256:{new string('0', 64)}"], word => Assert.Null(TrustSources.ProblemOf(word)));
    }

    [Theory]
    [InlineData("none.pem")]
    [InlineData("/dev/null")]
    public void Anything_else_is_told_before_a_gateway_is(string word)
    {
        string path = TrustSources.Resolve(word, _folder);

        Assert.Equal($"{path} is neither a file nor a folder", TrustSources.ProblemOf(path));
    }

    [Fact]
    public void A_link_to_nothing_is_nothing()
    {
        string link = Path.Combine(_folder, "link.pem");
        File.CreateSymbolicLink(link, Path.Combine(_folder, "gone.pem"));

        Assert.NotNull(TrustSources.ProblemOf(link));
    }
}
