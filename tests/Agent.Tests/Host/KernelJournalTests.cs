using System.Net;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Xunit;

namespace Holdfast.Tests.Host;

public sealed class KernelJournalTests : IDisposable
{
    private static readonly KernelEntry Device = KernelEntry.Device("hf0", "xfrm", 0x48460001);
    private static readonly KernelEntry Routes = KernelEntry.Routes(18502);

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;

    private string File => Path.Combine(_folder, KernelJournal.FileName);

    [Fact]
    public void What_was_recorded_and_not_forgotten_is_there_after_a_crash()
    {
        KernelJournal journal = KernelJournal.Open(_folder);
        journal.Record(Device);
        journal.Record(Routes);
        journal.Record(State(1));
        journal.Forget(Device);

        Assert.Equal([Routes, State(1)], KernelJournal.Open(_folder).Entries);
        Assert.False(FileGuard.Inspect(File).IsOpenToOthers);
    }

    [Fact]
    public void Recorded_twice_is_there_once()
    {
        KernelJournal journal = KernelJournal.Open(_folder);
        journal.Record(Routes);
        journal.Record(Routes);
        journal.Record(Device);
        journal.Forget(Routes);

        Assert.Equal([Device], KernelJournal.Open(_folder).Entries);
    }

    [Fact]
    public void With_nothing_in_the_kernel_there_is_no_file()
    {
        KernelJournal journal = KernelJournal.Open(_folder);
        journal.Record(Routes);
        Assert.True(System.IO.File.Exists(File));
        journal.Forget(Routes);
        Assert.False(System.IO.File.Exists(File));
    }

    [Fact]
    public void A_thousand_rekeys_leave_a_small_file_that_tells_the_truth_at_each_moment()
    {
        KernelJournal journal = KernelJournal.Open(_folder);
        journal.Record(Routes);
        for (uint i = 0; i < 1000; i++)
        {
            journal.Record(State(i + 1));
            journal.Forget(State(i));
            Assert.Equal([Routes, State(i + 1)], KernelJournal.Open(_folder).Entries);
        }

        Assert.InRange(new FileInfo(File).Length, 1, 4096);
    }

    [Fact]
    public void A_line_that_was_cut_off_counts_for_nothing_and_spoils_nothing()
    {
        System.IO.File.WriteAllText(File, $"+{Routes.Text}\nsomething else\n\n+state 192.0.2");
        KernelJournal journal = KernelJournal.Open(_folder);
        Assert.Equal([Routes], journal.Entries);
        journal.Record(Device);

        Assert.Equal([Routes, Device], KernelJournal.Open(_folder).Entries);
    }

    [Fact]
    public void What_can_not_be_written_is_refused_and_not_taken_for_recorded()
    {
        KernelJournal journal = KernelJournal.Open(_folder);
        journal.Record(Routes);
        System.IO.File.Delete(File);
        Directory.CreateDirectory(File);

        Assert.Throws<LinuxException>(() => journal.Record(Device));
        Assert.False(journal.Has(Device));
        journal.Forget(Routes);

        Directory.Delete(File);
        journal.Record(Device);
        Assert.Equal([Device], KernelJournal.Open(_folder).Entries);
    }

    [Fact]
    public void Entries_say_what_they_are()
    {
        Assert.Equal(["device", "hf0", "xfrm", "48460001"], Device.Fields);
        Assert.Equal("state 2001:db8::1 000000ff", KernelEntry.State(IPAddress.Parse("2001:db8::1"), 255).Text);
        Assert.Equal((KernelEntry.FilterKind, KernelEntry.RoutesKind), (KernelEntry.Filter.Kind, Routes.Kind));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static KernelEntry State(uint spi) => KernelEntry.State(IPAddress.Parse("192.0.2.2"), spi);
}
