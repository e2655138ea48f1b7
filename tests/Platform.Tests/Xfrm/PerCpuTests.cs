using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Xfrm;
using static Holdfast.Tests.Xfrm.Captured;

namespace Holdfast.Tests.Xfrm;

/// <summary>States of one CPU, byte for byte as linux/xfrm.h of 6.13 has them; the headers of this machine may be older.</summary>
public sealed unsafe class PerCpuTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Two = IPAddress.Parse("192.0.2.2");

    private static XfrmState Outbound => new()
    {
        Source = One, Destination = Two, Spi = 0xC0000001, Algorithm = XfrmAlgorithm.Rfc4106Gcm, ExtendedSequenceNumbers = true,
    };

    [Fact]
    public void One_of_a_cpu_says_that_it_is_outbound_and_has_no_window()
    {
        string[] lines = Of(Outbound with { Cpu = 3 });
        Assert.Contains("attribute 33: 02", lines);
        Assert.Contains("attribute 35: 03000000", lines);
        Assert.Contains($"attribute 23: {new string('0', 48)}", lines);
    }

    [Fact]
    public void Others_say_nothing_of_it() =>
        Assert.DoesNotContain(Of(Outbound), line => line.StartsWith("attribute 33", StringComparison.Ordinal) || line.StartsWith("attribute 35", StringComparison.Ordinal));

    [Fact]
    public void An_inbound_one_of_a_cpu_is_a_mistake() =>
        Assert.Throws<ArgumentException>(() => Of(Outbound with { Cpu = 3, IsInbound = true, ReplayWindow = 32 }));

    [Theory]
    [InlineData(new byte[] { 8, 0, 35, 0, 5, 0, 0, 0 }, 5)]
    [InlineData(new byte[0], -1)]
    public void What_the_kernel_tells_of_a_state_has_its_cpu(byte[] attribute, int cpu)
    {
        var info = default(XfrmUserSaInfo);
        info.id = new XfrmId { daddr = XfrmBytes.Address(Two), spi = XfrmBytes.Order(1), proto = 50 };
        info.family = 2;
        byte[] message = KernelFunction.Message(default, XFRM_MSG_NEWSA, 0, [.. Captured.Of(info), .. attribute]);
        Assert.True(new NetlinkMessages(message).TryNext(out NetlinkMessage found));

        Assert.True(XfrmStateCodec.TryParse(found, out XfrmStateRecord state));
        Assert.Equal(cpu, state.Cpu);
    }

    [Fact]
    public void The_machine_has_a_cpu() => Assert.InRange(ProcessorCount.Online(), Environment.ProcessorCount, 4096);

    private static string[] Of(XfrmState state) =>
        Lines(Payload(XfrmStateCodec.Request(XFRM_MSG_NEWSA, state, new byte[20], [])), sizeof(XfrmUserSaInfo));
}
