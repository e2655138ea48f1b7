using System.Runtime.InteropServices;
using System.Text;
using Holdfast.Platform;

namespace Holdfast.Tests.Process;

public sealed unsafe partial class EnvironmentBlockTests
{
    [Fact]
    public void A_variable_is_read_once_and_overwritten_where_it_lay()
    {
        Assert.Equal(0, setenv("HOLDFAST_BLOCK_TEST", "sécret", 1));
        byte* place = getenv("HOLDFAST_BLOCK_TEST");
        string? seen = null;

        Assert.True(EnvironmentBlock.TryTake("HOLDFAST_BLOCK_TEST", 0, (value, _) => seen = Encoding.UTF8.GetString(value)));
        Assert.Equal("sécret", seen);
        Assert.True(new ReadOnlySpan<byte>(place, 7).IndexOfAnyExcept((byte)0) < 0);
        Assert.False(EnvironmentBlock.TryTake("HOLDFAST_BLOCK_TEST", 0, (_, _) => Assert.Fail("there is none any more")));
    }

    [Fact]
    public void One_that_its_reader_can_not_take_is_gone_too()
    {
        Assert.Equal(0, setenv("HOLDFAST_BLOCK_FAULT", "secret", 1));

        Assert.Throws<FormatException>(() => EnvironmentBlock.TryTake("HOLDFAST_BLOCK_FAULT", 0, (_, _) => throw new FormatException()));
        Assert.True(getenv("HOLDFAST_BLOCK_FAULT") == null);
    }

    [Fact]
    public void An_empty_one_is_there_and_one_that_is_not_is_not()
    {
        int length = -1;
        Assert.Equal(0, setenv("HOLDFAST_BLOCK_EMPTY", "", 1));

        Assert.True(EnvironmentBlock.TryTake("HOLDFAST_BLOCK_EMPTY", 0, (value, _) => length = value.Length));
        Assert.Equal(0, length);
        Assert.False(EnvironmentBlock.TryTake("HOLDFAST_BLOCK_NONE", 0, (_, _) => Assert.Fail("there is none")));
    }

    [Fact]
    public void What_is_put_there_is_found_in_place_of_what_was()
    {
        EnvironmentBlock.Put("HOLDFAST_BLOCK_PUT", "one"u8);
        EnvironmentBlock.Put("HOLDFAST_BLOCK_PUT", "s\u00e9cond"u8);
        string? seen = null;

        Assert.True(EnvironmentBlock.TryTake("HOLDFAST_BLOCK_PUT", 0, (value, _) => seen = Encoding.UTF8.GetString(value)));
        Assert.Equal("s\u00e9cond", seen);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial byte* getenv(string name);
}
