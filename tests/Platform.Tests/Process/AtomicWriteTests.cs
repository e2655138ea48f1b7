using Holdfast.Platform;
using static Tmds.Linux.LibC;

namespace Holdfast.Tests.Process;

public sealed class AtomicWriteTests : IDisposable
{
    private static readonly int OwnerOnly = Convert.ToInt32("600", 8);

    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_new_file_has_the_bytes_and_the_mode_and_nothing_is_left_beside_it()
    {
        FileGuard.WriteAtomically(_directory["state"], "one"u8, OwnerOnly);

        Assert.Equal("one", File.ReadAllText(_directory["state"]));
        Assert.Equal(OwnerOnly, FileGuard.Inspect(_directory["state"]).Mode);
        Assert.Equal(["state"], _directory.Names);
    }

    [Fact]
    public void An_old_file_is_replaced_not_rewritten()
    {
        FileState old = FileGuard.Inspect(_directory.File("state", "longer than the new"));
        using FileStream reader = File.OpenRead(_directory["state"]);
        FileGuard.WriteAtomically(_directory["state"], "two"u8, OwnerOnly);

        Assert.False(FileGuard.Inspect(_directory["state"]).IsSameFileAs(old));
        Assert.Equal("two", File.ReadAllText(_directory["state"]));
        Assert.Equal("longer than the new", new StreamReader(reader).ReadToEnd());
    }

    [Fact]
    public void A_symbolic_link_is_replaced_not_followed()
    {
        File.CreateSymbolicLink(_directory["state"], _directory.File("target", "precious"));
        FileGuard.WriteAtomically(_directory["state"], "two"u8, OwnerOnly);

        Assert.True(FileGuard.Inspect(_directory["state"]).IsRegular);
        Assert.Equal("precious", File.ReadAllText(_directory["target"]));
    }

    [Fact]
    public void A_file_that_is_a_mount_of_its_own_is_written_in_place() => MountNamespace.Run(() =>
    {
        string mounted = _directory.File("resolv.conf", "longer than the new");
        MountNamespace.Bind(_directory.File("source", "longer than the new"), mounted);
        FileGuard.WriteAtomically(mounted, "two"u8, OwnerOnly);

        Assert.Equal("two", File.ReadAllText(mounted));
        Assert.Equal("two", File.ReadAllText(_directory["source"]));
        Assert.Equal(["resolv.conf", "source"], _directory.Names);
    });

    [Theory]
    [InlineData("longer than the one before")]
    [InlineData("short")]
    public void What_is_written_in_place_is_the_new_content_and_nothing_of_the_old(string content) => MountNamespace.Run(() =>
    {
        string mounted = _directory.File("resolv.conf", "of some length");
        MountNamespace.Bind(mounted, mounted);
        FileGuard.WriteAtomically(mounted, System.Text.Encoding.UTF8.GetBytes(content), OwnerOnly);

        Assert.Equal(content, File.ReadAllText(mounted));
    });

    [Fact]
    public void In_place_on_a_full_disk_it_stays_as_it_was() => MountNamespace.Run(() =>
    {
        string disk = Directory.CreateDirectory(_directory["disk"]).FullName, mounted = Path.Combine(disk, "resolv.conf");
        MountNamespace.SmallDisk(disk);
        File.WriteAllText(mounted, "precious");
        MountNamespace.Bind(mounted, mounted);
        LinuxException refusal = Assert.Throws<LinuxException>(() => FileGuard.WriteAtomically(mounted, new byte[100_000], OwnerOnly));

        Assert.Equal((ENOSPC, true), (refusal.Errno, refusal.IsOfDisk));
        Assert.Equal("precious", File.ReadAllText(mounted));
    });

    [Fact]
    public void A_failure_leaves_the_old_content_and_nothing_else()
    {
        Directory.CreateDirectory(_directory["folder"]);

        Assert.Equal(EISDIR, Refusal("folder").Errno);
        Assert.Equal(["folder"], _directory.Names);
        Assert.Equal(ENOENT, Refusal("no/file").Errno);
    }

    public void Dispose() => _directory.Dispose();

    private LinuxException Refusal(string name) =>
        Assert.Throws<LinuxException>(() => FileGuard.WriteAtomically(_directory[name], [1], OwnerOnly));
}
