using System.Text;
using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Ike.Actions;
using Holdfast.Ike.Keys;
using Holdfast.Tests.Ike.Peer;
using Xunit;

namespace Holdfast.Tests.Ike.Ppk;

/// <summary>All keys after a login with a PPK have it in them, by SK_d (RFC 8784 section 3).</summary>
public sealed class PpkRekeyTests
{
    [Fact]
    public void Both_kinds_of_rekey_go_on_and_the_next_ike_sa_says_so_too()
    {
        Pair pair = new(prepare: Mix);
        pair.Site.RekeyIke(pair.Now);
        pair.EndsWell();

        Assert.True(pair.Site.Actions.OfType<SessionChanged>().Last().Details.Ppk);
        pair.CarriesOn();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_ike_sa_has_it_in_its_keys(bool isMixedAtBoth)
    {
        Pair pair = new(prepare: MixAt(isMixedAtBoth));
        pair.Site.RekeyIke(pair.Now);
        pair.Settle();

        string[] keys = [.. new[] { pair.Site, pair.Gateway }.Select(end =>
            Convert.ToHexString(end.Actions.OfType<ExportIkeKeys>().Last().Keys.Ei))];
        Assert.Equal(2, pair.Site.Actions.OfType<ExportIkeKeys>().Count());
        Assert.Equal(isMixedAtBoth, keys[0] == keys[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_new_child_sa_has_it_in_its_keys(bool isMixedAtBoth)
    {
        Pair pair = new(prepare: MixAt(isMixedAtBoth));
        pair.Site.RekeyChild(pair.Now);
        pair.Settle();

        ChildSaSpec ours = pair.Site.Sending.Single(), theirs = pair.Gateway.Sending.Single();
        Assert.Equal(ours.OutboundSpi, theirs.InboundSpi);
        Assert.Equal(isMixedAtBoth, ours.OutboundKey.Span.SequenceEqual(theirs.InboundKey.Span));
    }

    /// <summary>What is exported for a capture is what the messages are sealed with, and the first Child SA's own keys.</summary>
    [Fact]
    public void The_exported_keys_are_those_in_use()
    {
        using Wires wires = PpkLab.Run(PpkLab.Settings() with { ExportKeys = true }, PpkLab.Gateway(new PpkScript()));

        ExportIkeKeys export = Assert.Single(wires.Actions.OfType<ExportIkeKeys>());
        Assert.True(export.Keys.Ei.SequenceEqual(wires.Gateway.Keys.Ei));
        Assert.True(export.Keys.D.SequenceEqual(wires.Gateway.Keys.D));
    }

    private static Action<IkeSa> MixAt(bool both) => sa =>
    {
        if (both || sa.IsInitiator)
            Mix(sa);
    };

    private static void Mix(IkeSa sa)
    {
        using PpkKeys mixed = new(sa.Suite.Prf, Encoding.ASCII.GetBytes(PpkScript.Secret), sa.Keys);
        sa.Adopt(mixed);
    }
}
