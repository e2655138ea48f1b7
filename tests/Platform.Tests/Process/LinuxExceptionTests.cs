using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed class LinuxExceptionTests
{
    [Fact]
    public void The_message_has_call_text_name_and_detail()
    {
        Assert.Equal(
            "bind 0.0.0.0:4500: Address already in use (EADDRINUSE)",
            new LinuxException("bind 0.0.0.0:4500", EADDRINUSE).Message);
        Assert.Equal(
            "open /dev/net/tun: No such device (ENODEV): load it",
            new LinuxException("open /dev/net/tun", ENODEV, "load it").Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4095)]
    public void An_unknown_number_is_its_own_name(int errno) => Assert.Equal($"{errno}", Errno.Name(errno));
}
