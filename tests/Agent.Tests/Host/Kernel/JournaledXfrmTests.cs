using Holdfast.Host;
using Holdfast.Host.Kernel;
using Holdfast.Host.Net;
using Xunit;
using static Holdfast.Tests.Host.Kernel.KernelScene;

namespace Holdfast.Tests.Host.Kernel;

public sealed class JournaledXfrmTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-journal").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_in_the_kernel_is_in_the_journal_and_nothing_in_the_end()
    {
        FakeKernel kernel = new();
        KernelJournal journal = KernelJournal.Open(_folder);
        KernelTunnel tunnel = new(
            new JournaledXfrm(kernel, journal, Tag), new KernelOptions(Tag, Tag, 1), new Log(Holdfast.Config.LogLevel.Error, TextWriter.Null));
        FakeOwner owner = new();
        KernelPath path = new(tunnel, owner);
        path.Install(Spec(1), true, null);

        Assert.Equal(
            [KernelEntry.Policies(Tag), KernelEntry.State(InState(1).Destination, In(1)), KernelEntry.State(OutState(1).Destination, Out(1))],
            KernelJournal.Open(_folder).Entries.OrderBy(e => e.Text));
        path.Dispose();
        Assert.Empty(KernelJournal.Open(_folder).Entries);
    }

    [Fact]
    public void It_is_written_before_the_kernel_is_told()
    {
        KernelJournal journal = KernelJournal.Open(_folder);
        FakeKernel kernel = new();
        bool isWritten = false;
        kernel.Refuses = state => isWritten = KernelJournal.Open(_folder).Has(KernelEntry.State(state.Destination, state.Spi));
        KernelTunnel tunnel = new(
            new JournaledXfrm(kernel, journal, Tag), new KernelOptions(Tag, Tag, 1), new Log(Holdfast.Config.LogLevel.Error, TextWriter.Null));

        Assert.Throws<Holdfast.Platform.LinuxException>(() => new KernelPath(tunnel, new FakeOwner()).Install(Spec(1), true, null));
        Assert.True(isWritten);
        Assert.Empty(KernelJournal.Open(_folder).Entries);
    }
}
