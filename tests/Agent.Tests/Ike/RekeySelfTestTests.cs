using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Tests.Ike.Peer;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Ike;

/// <summary>The rekey soon after the first Child SA, by which a difference in groups shows while somebody is still looking.</summary>
public sealed class RekeySelfTestTests
{
    private static readonly TimeSpan FirstMinute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_gateway_with_the_same_groups_passes_and_nothing_is_said()
    {
        Pair pair = new(1, WithGroups(KeyExchangeMethod.Curve25519) with { RekeySelfTest = TimeSpan.FromSeconds(20) });
        pair.Run(FirstMinute);

        Assert.True(pair.Agrees);
        Assert.NotEqual(0x1001u, pair.Site.Sending.Single().InboundSpi);
        Assert.Empty(Warnings(pair.Site));
    }

    [Theory]
    [InlineData(KeyExchangeMethod.Ecp256, KeyExchangeMethod.Curve25519, "with ecp256, so the gateway wants another group or none")]
    [InlineData(KeyExchangeMethod.Ecp256, KeyExchangeMethod.None, "with ecp256, so the gateway wants another group or none")]
    [InlineData(KeyExchangeMethod.None, KeyExchangeMethod.Curve25519, "with no group at all, so the gateway wants perfect forward secrecy")]
    public void A_difference_is_named_and_the_session_replaced_before_the_keys_end(
        KeyExchangeMethod ours, KeyExchangeMethod theirs, string said)
    {
        IkeSettings settings = WithGroups(ours) with { RekeySelfTest = TimeSpan.FromSeconds(20) };
        Pair pair = new(1, settings, Pair.Mirror(WithGroups(theirs)));
        pair.Run(FirstMinute);

        Assert.Contains(Warnings(pair.Site), w => w.Contains(said, StringComparison.Ordinal));
        ReauthenticationDue due = pair.Site.Actions.OfType<ReauthenticationDue>().Single();
        Assert.True(due.Deadline > pair.Now);
        Assert.True(pair.Agrees);
    }

    [Fact]
    public void Switched_off_it_sends_nothing()
    {
        Pair pair = new(1, WithGroups(KeyExchangeMethod.Curve25519));
        pair.Run(FirstMinute);

        Assert.Equal(0x1001u, pair.Site.Sending.Single().InboundSpi);
    }

    private static IkeSettings WithGroups(KeyExchangeMethod group)
    {
        Proposal plain = TestSettings.Esp(1, EncryptionId.AesGcm16, 128);
        Proposal offered = group == KeyExchangeMethod.None
            ? plain
            : plain with { Transforms = [.. plain.Transforms, Transform.KeyExchange(group)] };
        IkeSettings settings = Pair.Settings();
        return settings with { Children = [settings.Children[0] with { Proposals = [offered] }] };
    }

    private static IEnumerable<string> Warnings(Engine engine) =>
        engine.Actions.OfType<Note>().Where(n => n.Level == NoteLevel.Warning).Select(n => n.Text);
}
