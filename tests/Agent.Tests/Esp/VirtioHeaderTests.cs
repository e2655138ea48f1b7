using Holdfast.Esp;
using Xunit;

namespace Holdfast.Tests.Esp;

public sealed class VirtioHeaderTests
{
    // As a little-endian machine has it; all that the agent is built for are.
    private static readonly byte[] Bytes = [1, 0x84, 0x34, 0x12, 0x78, 0x05, 0x28, 0x00, 0x10, 0x00];

    private static readonly VirtioHeader Header = new(
        VirtioHeader.NeedsChecksum, VirtioHeader.GsoTcpIpv6 | VirtioHeader.GsoEcn, 0x1234, 1_400, 40, 16);

    [Fact]
    public void It_is_the_kernels_structure()
    {
        Assert.True(VirtioHeader.TryRead([.. Bytes, 9], out VirtioHeader header));
        Assert.Equal(Header, header);
        byte[] written = new byte[12];
        Header.Write(written);
        Assert.Equal([.. Bytes, 0, 0], written);
    }

    [Fact]
    public void A_short_one_is_none()
    {
        for (int length = 0; length < VirtioHeader.Length; length++)
            Assert.False(VirtioHeader.TryRead(Bytes.AsSpan(0, length), out _));
        Assert.ThrowsAny<ArgumentException>(() => Header.Write(new byte[9]));
    }
}
