using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Crypto;
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

    /// <summary>A pipe that nobody writes to would hold up whoever opens it as other files are opened.</summary>
    [Fact]
    public void A_pipe_is_passed_over_in_a_folder_and_no_store_by_itself()
    {
        string pipe = Path.Combine(_folder, "pipe.pem");
        using (Process made = Process.Start("mkfifo", pipe))
            made.WaitForExit();
        Assert.True(File.Exists(pipe));

        PathResult alone = Validate(TrustSources.Find(pipe)), folder = Validate(TrustSources.Find(_folder));
        Assert.Equal(PathFault.StoreUnreadable, alone.Fault);
        Assert.EndsWith($"{pipe} is not a file", alone.Message, StringComparison.Ordinal);
        Assert.Equal(PathFault.UnknownIssuer, folder.Fault);
    }

    private static PathResult Validate(TrustStore store)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = X509Certificate2.CreateFromPem(KeyFiles.Issue("CN=gw", key));
        Assert.True(Certificate.TryParse(made.RawData, out Certificate? leaf, out _));
        Task<PathResult> search = Task.Run(() => PathValidator.Validate(leaf, [], store, DateTimeOffset.UtcNow));
        Assert.True(search.Wait(TimeSpan.FromSeconds(20)), "it waits for somebody");
        return search.Result;
    }
}
