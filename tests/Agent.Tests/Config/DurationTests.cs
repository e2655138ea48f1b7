using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class DurationTests
{
    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("10s", 10_000)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("0s", 0)]
    [InlineData("100000000h", 100_000_000.0 * 3_600_000)]
    public void A_number_and_a_unit_are_a_duration(string text, double milliseconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("10")]
    [InlineData("-1s")]
    [InlineData("+1s")]
    [InlineData("1.5s")]
    [InlineData("1 s")]
    [InlineData(" 1s")]
    [InlineData("1sm")]
    [InlineData("1d")]
    [InlineData("1S")]
    [InlineData("100000001ms")]
    public void Anything_else_is_none(string text) => Assert.False(DurationText.TryParse(text, out _));
}
