using Holdfast.Host;
using Xunit;

namespace Holdfast.Tests.Host.Setup;

/// <summary>The power is cut at each step, and in the middle of each; the next start comes to the same end.</summary>
public sealed class PowerCutTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_next_start_finishes_what_was_cut_off(bool isHalfDone)
    {
        int steps = 0;
        while (IsCutAndFinished(steps, isHalfDone))
            steps++;
        Assert.True(steps > 12, $"only {steps} steps");
    }

    /// <summary>Cut twice, as where the supply is weak.</summary>
    [Fact]
    public void So_does_the_one_after_that()
    {
        for (int first = 0; first < 20; first++)
        {
            for (int second = first % 4; second < 20; second += 4)
            {
                using Site site = Prepared();
                TryStart(site, new TestDisk { CutAt = first, IsHalfDone = second % 2 == 0 });
                TryStart(site, new TestDisk { CutAt = second, IsHalfDone = first % 2 == 0 });
                Assert.Equal(ExitCode.Success, site.Start());
                IsInPlace(site);
            }
        }
    }

    /// <summary>A new card is put in between: what it says counts, and it is not taken for what was to be wiped.</summary>
    [Fact]
    public void A_card_that_was_changed_meanwhile_counts()
    {
        for (int cut = 0; cut < 20; cut++)
        {
            using Site site = Prepared();
            TryStart(site, new TestDisk { CutAt = cut, IsHalfDone = true });
            site.PutOnCard("holdfast.json", Site.Old.Replace("old", "newest", StringComparison.Ordinal));

            Assert.Equal(ExitCode.Success, site.Start());
            Assert.Equal("newest.example.org", site.Gateway());
            Assert.DoesNotContain("holdfast.json", site.OnCard);
        }
    }

    [Fact]
    public void A_note_that_was_cut_off_is_written_anew()
    {
        for (int cut = 0; cut < 3; cut++)
        {
            using Site site = new();
            site.PutOnCard("holdfast.json", "{}");
            TryStart(site, new TestDisk { CutAt = cut, IsHalfDone = true });

            Assert.Equal(ExitCode.Usage, site.Start());
            Assert.EndsWith("when all is well.\r\n", site.Note, StringComparison.Ordinal);
        }
    }

    private static bool IsCutAndFinished(int cut, bool isHalfDone)
    {
        using Site site = Prepared();
        TestDisk disk = new() { CutAt = cut, IsHalfDone = isHalfDone };
        bool isCut = TryStart(site, disk);

        // Whatever the agent finds meanwhile is one of the two, whole.
        Assert.Contains(site.Gateway(), (string[])["old.example.org", "gw.example.org"]);
        Assert.Equal(ExitCode.Success, site.Start());
        IsInPlace(site);
        return isCut;
    }

    private static Site Prepared()
    {
        Site site = new();
        site.PutInPlace("agent.json", Site.Old);
        site.PutInPlace("site.key", "key before");
        site.PutOnCard("config.txt", "arm_64bit=1");
        site.PutOnCard("holdfast-error.txt", "of the attempt before");
        site.PutOnCard("holdfast.json", Site.New);
        site.PutOnCard("site.key", "correct horse");
        return site;
    }

    private static void IsInPlace(Site site)
    {
        Assert.Equal("gw.example.org", site.Gateway());
        Assert.Equal("correct horse", File.ReadAllText(Path.Combine(site.Etc, "site.key")));
        Assert.Equal(Site.Old, File.ReadAllText(site.Config + ".before"));
        Assert.Equal(["config.txt"], site.OnCard);
        Assert.Equal(["agent.json", "agent.json.before", "site.key"], site.InEtc);
    }

    /// <returns>Whether the power was cut.</returns>
    private static bool TryStart(Site site, TestDisk disk)
    {
        try
        {
            site.Start(disk);
            return false;
        }
        catch (PowerCut)
        {
            return true;
        }
    }
}
