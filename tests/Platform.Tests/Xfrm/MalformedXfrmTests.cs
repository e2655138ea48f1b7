using System.Net;
using Holdfast.Platform;
using Holdfast.Platform.Interop;
using static Holdfast.Platform.Interop.Xfrm;

namespace Holdfast.Tests.Xfrm;

/// <summary>Whatever bytes stand in for the kernel's, reading them ends and throws nothing.</summary>
public sealed class MalformedXfrmTests
{
    private static readonly IPAddress One = IPAddress.Parse("192.0.2.1"), Two = IPAddress.Parse("192.0.2.2");

    private static readonly XfrmPolicy Policy = new(new XfrmPolicyId(
        new XfrmSelector(IpPrefix.Host(One), IpPrefix.Default(false)), XfrmDirection.Out, 5, 1, 2))
    {
        Template = new XfrmTemplate(One, Two, 0, 7), OffloadLink = 3,
    };

    private static readonly byte[] State = XfrmStateCodec.Request(
        XFRM_MSG_NEWSA,
        new XfrmState
        {
            Source = One,
            Destination = Two,
            Spi = 1,
            Algorithm = XfrmAlgorithm.Rfc4106Gcm,
            Encapsulation = new XfrmEncapsulation(1, 2),
            ReplayWindow = 128,
            IsInbound = true,
            Replay = new XfrmReplay(1, 2, 3, 4, []),
            IfId = 9,
        },
        new byte[20],
        []).Seal(1).ToArray();

    private static readonly byte[] Migrate = XfrmPolicyCodec.Migrate(
        Policy.Id, new XfrmMove(One, Two, Two, One, 7), null).Seal(1).ToArray();

    private static readonly byte[] Acquire = KernelFunction.Message(default, XFRM_MSG_ACQUIRE, 0,
    [
        .. Captured.Of(new XfrmUserAcquire
        {
            id = new XfrmId { proto = 50 },
            sel = XfrmBytes.Selector(Policy.Id.Selector),
            policy = new XfrmUserPolicyInfo { sel = XfrmBytes.Selector(Policy.Id.Selector) },
        }),
        .. XfrmPolicyCodec.Request(XFRM_MSG_NEWPOLICY, Policy).Seal(1)[(16 + 168)..],
    ]);

    private static readonly byte[] Link = LinkCodec.NewXfrm("hf0", 5).Seal(1).ToArray();

    private static readonly byte[][] Messages =
        [State, XfrmPolicyCodec.Request(XFRM_MSG_NEWPOLICY, Policy).Seal(1).ToArray(), Migrate, Acquire, Link];

    [Fact]
    public void Unharmed_they_are_understood()
    {
        foreach (byte[] message in Messages) Assert.NotEqual(0, Parse(message));
    }

    [Fact]
    public void Truncation_at_every_length_is_survived()
    {
        foreach (byte[] message in Messages)
        {
            for (int length = 0; length < message.Length; length++) Assert.Equal(0, Parse(message[..length]));
        }
    }

    [Fact]
    public void Truncation_within_a_message_is_survived()
    {
        foreach (byte[] message in Messages)
        {
            for (int length = 16; length < message.Length; length++)
            {
                byte[] shortened = message[..length];
                BitConverter.TryWriteBytes(shortened, length);
                Parse(shortened);
            }
        }
    }

    [Fact]
    public void Random_changes_are_survived()
    {
        var random = new Random(20240609);
        foreach (byte[] message in Messages)
        {
            for (int i = 0; i < 20_000; i++)
            {
                byte[] changed = [.. message];
                for (int j = random.Next(1, 4); j > 0; j--)
                    changed[random.Next(changed.Length)] = (byte)random.Next(256);
                Parse(changed);
            }
        }
    }

    [Fact]
    public void A_bitmap_shorter_than_it_says_is_none()
    {
        var header = new XfrmReplayStateEsn { bmp_len = 2 };

        Assert.Null(XfrmReplayCodec.Extended([.. Captured.Of(header), 0, 0, 0, 0]));
        Assert.NotNull(XfrmReplayCodec.Extended([.. Captured.Of(header), 0, 0, 0, 0, 0, 0, 0, 0]));
        Assert.Null(XfrmReplayCodec.Extended(Captured.Of(header with { bmp_len = uint.MaxValue })));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(105, false)]
    [InlineData(1, false)]
    [InlineData(0, false)] // acknowledged, and no state in it
    public void Only_the_kernel_s_word_says_that_a_state_is_gone(int errno, bool isGone)
    {
        using var netlink = new XfrmNetlink(KernelFunction.FailingAt(1, errno));
        Exception? failure = Record.Exception(() => netlink.Find(new XfrmStateId(Two, 1)));

        Assert.Equal(isGone, failure is null);
        if (!isGone) Assert.StartsWith("find state 00000001", Assert.IsType<LinuxException>(failure).Message, StringComparison.Ordinal);
    }

    private static int Parse(byte[] bytes)
    {
        int count = 0;
        var messages = new NetlinkMessages(bytes);
        while (messages.TryNext(out NetlinkMessage message))
        {
            if (XfrmStateCodec.TryParse(message, out XfrmStateRecord state)) count += $"{state}".Length > 0 ? 1 : 0;
            if (XfrmPolicyCodec.TryParse(message, out XfrmPolicy policy)) count += $"{policy}".Length > 0 ? 1 : 0;
            if (XfrmEventCodec.Parse(message) is { } found) count += $"{found}".Length > 0 ? 1 : 0;
            if (LinkCodec.TryParse(message, out LinkEntry link)) count += $"{link}".Length > 0 ? 1 : 0;
        }

        return count;
    }
}
