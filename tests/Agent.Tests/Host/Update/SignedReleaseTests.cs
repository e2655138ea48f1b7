using System.Text;
using Holdfast.Host.Update;
using Xunit;

namespace Holdfast.Tests.Host.Update;

public sealed class SignedReleaseTests
{
    private const string Digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Theory]
    [InlineData("0.2.0", "linux-x64", "x64")]
    [InlineData("0.2.0-rc.1", "linux-arm64", "arm64")]
    [InlineData("1.0.0", "linux-musl-arm", "arm")]
    [InlineData("1.0.0-linux-1", "linux-arm64", "arm64")]
    public void A_line_of_sha256_says_what_it_is_for(string version, string target, string architecture)
    {
        Assert.True(SignedRelease.TryParse(Encoding.ASCII.GetBytes($"SHA256 (holdfast-{version}-{target}) = {Digest}\n"), out SignedRelease? release));
        Assert.Equal((version, architecture, Digest), (release.Version, release.Architecture, Convert.ToHexStringLower(release.Digest)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("SHA256 (holdfast-0.2.0-linux-x64) = " + Digest)]
    [InlineData("SHA256 (holdfast-0.2.0-linux-x64) = " + Digest + "\n\n")]
    [InlineData("SHA256 (holdfast-0.2.0-linux-x64) = " + Digest + "0\n")]
    [InlineData("SHA256 (holdfast-0.2.0-linux-x64) = x" + "a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n")]
    [InlineData("SHA512 (holdfast-0.2.0-linux-x64) = " + Digest + "\n")]
    [InlineData("SHA256 (other-0.2.0-linux-x64) = " + Digest + "\n")]
    [InlineData("SHA256 (holdfast-0.2.0) = " + Digest + "\n")]
    [InlineData("SHA256 (holdfast--linux-x64) = " + Digest + "\n")]
    [InlineData("SHA256 (holdfast-0.2.0-linux-) = " + Digest + "\n")]
    [InlineData("SHA256 (holdfast-0.2.0-linux-musl-) = " + Digest + "\n")]
    [InlineData("SHA256 (holdfast-0.2.0-linux-x64/../x) = " + Digest + "\n")]
    [InlineData("SHA256 (holdfast-0.2.x-linux-x64) = " + Digest + "\n")]
    [InlineData(") = ")]
    public void Anything_else_is_none(string text) => Assert.False(SignedRelease.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("7f454c46020101000000000000000000030b3e00", "7f454c46020101000000000000000000020b3e00", true)]
    [InlineData("7f454c46020101000000000000000000030b3e00", "7f454c46020101000000000000000000030bb700", false)]
    [InlineData("7f454c46010101000000000000000000030b3e00", "7f454c46020101000000000000000000030b3e00", false)]
    [InlineData("7f454c46020101000000000000000000030b3e", "7f454c46020101000000000000000000030b3e00", false)]
    [InlineData("23212f62696e2f73680a0000000000000000000000", "23212f62696e2f73680a0000000000000000000000", false)]
    [InlineData("", "", false)]
    public void Executables_are_told_apart_by_their_machine(string one, string other, bool areAlike) =>
        Assert.Equal(areAlike, ElfHead.AreAlike(Convert.FromHexString(one), Convert.FromHexString(other)));
}
