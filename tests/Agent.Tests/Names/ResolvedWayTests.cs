using Holdfast.Host.Names;
using Xunit;

namespace Holdfast.Tests.Names;

public sealed class ResolvedWayTests : IDisposable
{
    private readonly FakeSystem _system = new FakeSystem().WithResolved();

    private ResolvedWay Way => new(_system.Files);

    public void Dispose() => _system.Dispose();

    [Fact]
    public void All_names_go_to_the_link() => Assert.Equal(
        [
            "/usr/bin/resolvectl dns hf0 10.20.0.53 fd00::53",
            "/usr/bin/resolvectl domain hf0 ~.",
            "/usr/bin/resolvectl default-route hf0 yes",
        ],
        Way.Set(FakeSystem.Names()).Select(c => c.ToString()));

    [Fact]
    public void Single_domains_go_there_and_no_other_name() => Assert.Equal(
        [
            "/usr/bin/resolvectl dns hf0 10.20.0.53 fd00::53",
            "/usr/bin/resolvectl domain hf0 ~corp.example ~plant.example",
            "/usr/bin/resolvectl default-route hf0 no",
        ],
        Way.Set(FakeSystem.Names("corp.example", "plant.example")).Select(c => c.ToString()));

    [Fact]
    public void Undone_is_by_revert_unless_the_link_is_gone_and_all_of_it_with_the_link()
    {
        Assert.Equal("/usr/bin/resolvectl revert hf0", Assert.Single(Way.Undo("hf0", "-")).ToString());
        Directory.Delete(_system.Path("/sys/class/net/hf0"));
        Assert.Empty(Way.Undo("hf0", "-"));
        Assert.True(Way.IsGone("hf0"));
    }

    [Fact]
    public void It_is_the_systems_way_where_resolv_conf_or_nsswitch_leads_to_it()
    {
        Assert.Null(Way.Refusal(isAsked: false));
        _system.With("/etc/resolv.conf", "nameserver 192.168.1.1\n");
        Assert.Equal("it runs, but nothing here asks it", Way.Refusal(isAsked: false));
        Assert.Null(Way.Refusal(isAsked: true));
        _system.With("/etc/nsswitch.conf", "passwd: files\nhosts:\tfiles resolve [!UNAVAIL=return] dns\n");
        Assert.Null(Way.Refusal(isAsked: false));
    }

    [Fact]
    public void It_has_to_run_and_to_have_its_program()
    {
        File.Delete(_system.Path("/usr/bin/resolvectl"));
        Assert.Equal("there is no resolvectl", Way.Refusal(isAsked: true));
        Directory.Delete(_system.Path("/run/systemd/resolve"));
        Assert.Equal("it does not run", Way.Refusal(isAsked: true));
    }

    [Fact]
    public void A_tunnel_without_an_address_on_a_link_is_not_for_it()
    {
        Assert.Null(Way.Refusal(FakeSystem.Names()));
        Assert.NotNull(Way.Refusal(FakeSystem.Names() with { HasDevice = false }));
    }
}
