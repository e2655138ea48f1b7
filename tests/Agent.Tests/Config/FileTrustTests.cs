using Holdfast.Config;
using Xunit;

namespace Holdfast.Tests.Config;

public sealed class FileTrustTests
{
    private const uint Regular = 0x8000;

    [Theory]
    [InlineData(0u, Regular | 0x180)]   // 600
    [InlineData(0u, Regular | 0x100)]   // 400
    [InlineData(0u, 0x180u)]
    [InlineData(1000u, Regular | 0x180)]
    public void A_file_of_root_or_ours_that_nobody_else_reads_is_fine(uint owner, uint mode) =>
        Assert.Null(FileTrust.Check(new FileFacts(ConfigFile.Name, false, owner, mode), ownUid: 1000));

    [Theory]
    [InlineData(0x1A4u, "644")]
    [InlineData(0x1A0u, "640")]
    [InlineData(0x184u, "604")]
    [InlineData(0x181u, "601")]
    public void A_secret_that_others_can_read_is_refused_with_the_command_that_mends_it(uint mode, string octal) =>
        Assert.Equal(
            $"{ConfigFile.Name}: holds a secret and its mode {octal} lets other users at it: " +
                $"chmod 600 {ConfigFile.Name}",
            FileTrust.Check(new FileFacts(ConfigFile.Name, false, 0, Regular | mode))?.ToString());

    [Theory]
    [InlineData(0u, 0x100u, 0u, 0x140u)]    // 0400 in 0500
    [InlineData(0u, 0x120u, 0u, 0x168u)]    // 0440 in 0550: access lists for the service's user
    [InlineData(1000u, 0x100u, 1000u, 0x140u)]
    [InlineData(0u, 0x124u, 0u, 0x140u)]    // nobody else gets as far as the file
    public void The_service_managers_files_are_fine_in_their_closed_folder(uint owner, uint mode, uint folderOwner, uint folderMode) =>
        Assert.Null(CheckCredential(owner, mode, folderOwner, folderMode));

    [Theory]
    [InlineData(0u, 0x120u, 0u, 0x1EDu, "mode 755")]
    [InlineData(0u, 0x120u, 0u, 0x1F8u, "mode 770")]
    [InlineData(0u, 0x120u, 1001u, 0x140u, "of user 1001")]
    [InlineData(1001u, 0x100u, 0u, 0x140u, "belongs to user 1001")]
    [InlineData(0u, 0x1B0u, 0u, 0x140u, "can be changed by other users, mode 660")]
    public void In_an_open_one_or_of_anothers_they_are_not(uint owner, uint mode, uint folderOwner, uint folderMode, string why) =>
        Assert.Contains(why, CheckCredential(owner, mode, folderOwner, folderMode)?.ToString(), StringComparison.Ordinal);

    private static ConfigError? CheckCredential(uint owner, uint mode, uint folderOwner, uint folderMode) => FileTrust.CheckCredential(
        new FileFacts("/run/credentials/a.service/psk", false, owner, Regular | mode),
        new FileFacts("/run/credentials/a.service", false, folderOwner, 0x4000 | folderMode), ownUid: 1000);

    [Fact]
    public void A_file_without_a_secret_may_be_read_but_not_written_by_others()
    {
        Assert.Null(FileTrust.Check(new FileFacts("/c", false, 0, Regular | 0x1A4), holdsSecret: false));
        Assert.Equal("/c: can be changed by other users, mode 664: chmod go-w /c",
            FileTrust.Check(new FileFacts("/c", false, 0, Regular | 0x1B4), holdsSecret: false)?.ToString());
    }

    [Fact]
    public void Anothers_file_is_refused() =>
        Assert.Equal("/c: belongs to user 1001, who could change it: chown 0 /c",
            FileTrust.Check(new FileFacts("/c", false, 1001, Regular | 0x180))?.ToString());

    [Fact]
    public void A_link_is_refused_and_its_path_quoted_for_the_shell() =>
        Assert.Equal("/a b's: is a symbolic link, which others could turn elsewhere; put the file itself there: " +
            "cp --remove-destination \"$(readlink -f '/a b'\\''s')\" '/a b'\\''s'",
            FileTrust.Check(new FileFacts("/a b's", true, 0, 0xA1FF))?.ToString());

    [Fact]
    public void A_directory_is_refused() =>
        Assert.Equal("/c: is not a regular file; put a regular file there",
            FileTrust.Check(new FileFacts("/c", false, 0, 0x41C0))?.ToString());
}
