using Holdfast.Host.Names;
using Holdfast.Wire;
using Xunit;

namespace Holdfast.Tests.Names;

public sealed class ResolvConfBlockTests : IDisposable
{
    private const string Before = "# mine\nnameserver 192.168.1.1\noptions edns0\n";

    private readonly string _path = Path.GetTempFileName();

    public ResolvConfBlockTests() => File.WriteAllText(_path, Before);

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_tunnels_servers_come_first_and_what_was_there_stays()
    {
        new ResolvConfBlock(_path).Put([IpAddress.Parse("10.20.0.53"), IpAddress.Parse("fd00::53")]);

        string[] lines = File.ReadAllLines(_path);
        Assert.Equal(["nameserver 10.20.0.53", "nameserver fd00::53", "nameserver 192.168.1.1"], lines.Where(l => l.StartsWith("nameserver", StringComparison.Ordinal)));
        Assert.EndsWith(Before, File.ReadAllText(_path), StringComparison.Ordinal);
    }

    [Fact]
    public void Removing_gives_back_every_byte()
    {
        ResolvConfBlock servers = new(_path);
        servers.Put([IpAddress.Parse("10.20.0.53")]);

        Assert.True(servers.Remove());
        Assert.Equal(Before, File.ReadAllText(_path));
        Assert.False(servers.Remove());
    }

    [Fact]
    public void Adding_twice_leaves_one_block_so_that_a_crash_does_not_pile_them_up()
    {
        ResolvConfBlock servers = new(_path);
        servers.Put([IpAddress.Parse("10.20.0.53")]);
        servers.Put([IpAddress.Parse("10.20.0.54")]);

        Assert.DoesNotContain("10.20.0.53", File.ReadAllText(_path), StringComparison.Ordinal);
        servers.Remove();
        Assert.Equal(Before, File.ReadAllText(_path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nameserver 1.2.3.4")]
    [InlineData("\n\n")]
    [InlineData("nameserver 1.2.3.4\n")]
    public void Files_with_and_without_a_last_line_end_come_back_as_they_were(string content)
    {
        File.WriteAllText(_path, content);
        ResolvConfBlock servers = new(_path);
        servers.Put([IpAddress.Parse("10.20.0.53")]);
        servers.Remove();

        Assert.Equal(content, File.ReadAllText(_path));
    }

    [Fact]
    public void A_block_that_lost_its_end_takes_no_foreign_line_with_it()
    {
        ResolvConfBlock servers = new(_path);
        servers.Put([IpAddress.Parse("10.20.0.53")]);
        string cut = string.Join('\n', File.ReadAllLines(_path).Where(l => l != "# holdfast: end")) + "\n";

        Assert.Contains("options edns0", ResolvConfBlock.Without(cut), StringComparison.Ordinal);
        Assert.DoesNotContain("10.20.0.53", ResolvConfBlock.Without(cut), StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbolic_link_belongs_to_another_program_and_is_left_alone()
    {
        string link = _path + ".link";
        File.CreateSymbolicLink(link, _path);
        try
        {
            Assert.Contains("symbolic link", new ResolvConfBlock(link).Refusal(), StringComparison.Ordinal);
            Assert.Null(new ResolvConfBlock(_path).Refusal());
            Assert.False(new ResolvConfBlock(link).Remove());
            Assert.Equal(Before, File.ReadAllText(_path));
        }
        finally
        {
            File.Delete(link);
        }
    }
}
