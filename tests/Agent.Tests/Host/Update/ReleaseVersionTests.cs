using Holdfast.Host.Update;
using Xunit;

namespace Holdfast.Tests.Host.Update;

public sealed class ReleaseVersionTests
{
    /// <summary>Semver.org, item 11, and what a comparison of texts would get wrong.</summary>
    [Fact]
    public void Each_is_older_than_all_behind_it()
    {
        string[] order =
        [
            "0.1.0-1", "0.1.0-alpha", "0.1.0-alpha.1", "0.1.0-alpha.beta", "0.1.0-beta", "0.1.0-beta.2", "0.1.0-beta.11", "0.1.0-rc.1", "0.1.0",
            "0.1.1", "0.2.0", "0.10.0", "1.0.0", "1.0.0.1", "999999999.0.0",
        ];
        for (int i = 0; i < order.Length; i++)
        {
            Assert.True(ReleaseVersion.IsOne(order[i]), order[i]);
            for (int j = 0; j < order.Length; j++)
                Assert.True(Math.Sign(ReleaseVersion.Compare(order[i], order[j])) == Math.Sign(i - j), $"{order[i]} {order[j]}");
        }
    }

    [Theory]
    [InlineData("0.1.0+3f2a", "0.1.0+77ab")]
    [InlineData("0.1.0", "0.1.0+77ab")]
    [InlineData("1.0", "1.0.0")]
    public void Builds_of_one_version_are_the_same(string one, string other) => Assert.Equal(0, ReleaseVersion.Compare(one, other));

    [Theory]
    [InlineData("")]
    [InlineData("1.")]
    [InlineData(".1")]
    [InlineData("v1.0")]
    [InlineData("1.0.0.0.0")]
    [InlineData("1.0-")]
    [InlineData("1.0-a..b")]
    [InlineData("1.0-a/b")]
    [InlineData("1.0 ")]
    [InlineData("-1")]
    [InlineData("1234567890.0")]
    [InlineData("٣.0")]
    [InlineData("1.0.0-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void What_is_no_version_is_none(string text) => Assert.False(ReleaseVersion.IsOne(text));

    [Fact]
    public void This_program_has_one() => Assert.True(ReleaseVersion.IsOne(ReleaseVersion.Own), ReleaseVersion.Own);
}
