using System.Net;
using System.Runtime.ExceptionServices;
using Holdfast.Config;
using Holdfast.Host;
using Holdfast.Host.Links;
using Holdfast.Host.Loop;
using Holdfast.Host.Net;
using Holdfast.Platform;
using Holdfast.Tests.Config;
using Holdfast.Time;
using Xunit;
using LinuxPrefix = Holdfast.Platform.IpPrefix;

namespace Holdfast.Tests.Host.Links;

/// <summary>
/// Two uplinks in a network namespace, the first of which the kernel's routes prefer. With a kill switch closed: both routers are in
/// public networks, so that its last rule would stop a route to them.
/// </summary>
public sealed class UplinksTests : IDisposable
{
    private const uint Mark = 0x4846;

    private static readonly IPAddress Gateway = IPAddress.Parse("198.51.100.9"), GatewayV6 = IPAddress.Parse("2001:db8:9::9");

    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-test-").FullName;
    private readonly StringWriter _output = new();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_agent_s_own_packets_go_over_the_configured_uplink_and_all_of_it_can_be_read_back() => InNamespace((site, netlink) =>
    {
        UplinkPin pin = MakePin(netlink);
        using (Uplinks uplinks = Open(site, pin, "\"uplinks\": [\"up1\"]"))
        {
            Assert.Equal(("up1", false), (uplinks.Current!.Device, uplinks.IsSecondBest));
            Assert.Equal(site.Second, netlink.LookUp(Gateway, Mark)!.Value.Link);
            Assert.Equal(site.Second, netlink.LookUp(GatewayV6, Mark)!.Value.Link);
            Assert.True(UdpSocket.LocalAddressFor(Gateway, Mark, out IPAddress? local, out _));
            Assert.Equal("203.0.113.2", local.ToString());
            Assert.Null(netlink.LookUp(Gateway, 0)); // the kill switch
            // What is on a link of this host stays reachable there.
            Assert.Equal(site.First, netlink.LookUp(IPAddress.Parse("192.0.2.77"), Mark)!.Value.Link);
            Assert.All(pin.Items.OfType<RouteItem>(), item => Assert.Contains(item.Route, netlink.Routes()));
            Assert.All(pin.Items.OfType<RuleItem>(), item => Assert.Contains(item.Rule, netlink.Rules()));
            Assert.True(KernelJournal.Open(_folder).Has(KernelEntry.Routes(18501)));
        }

        Assert.DoesNotContain(netlink.Routes(), route => route.Table == 18501);
        Assert.DoesNotContain(netlink.Rules(), rule => rule.Mark == Mark && !rule.Invert);
        Assert.Equal(site.First, netlink.LookUp(Gateway, Mark)!.Value.Link);
    });

    [Fact]
    public void An_uplink_that_goes_and_comes_back_is_left_and_taken_again() => InNamespace((site, netlink) =>
    {
        using Uplinks uplinks = Open(site, MakePin(netlink, isKeptIn: false), "\"uplinks\": [\"up1\"]");
        long generation = uplinks.View.Generation;

        site.Run(
            uplinks,
            (() => netlink.SetLinkUp(site.Second, up: false),
                () => uplinks.Current?.Device == "up0" && netlink.LookUp(Gateway, Mark)?.Link == site.First),
            (() =>
            {
                netlink.SetLinkUp(site.Second);
                site.AddSecond(netlink);
            },
                () => uplinks.Current?.Device == "up1" && netlink.LookUp(Gateway, Mark)?.Link == site.Second),
            (() =>
            {
                netlink.SetLinkUp(site.First, up: false);
                netlink.SetLinkUp(site.Second, up: false);
            },
                () => uplinks.Current is null));
        Assert.True(uplinks.View.IsOffline);
        Assert.InRange(uplinks.View.Generation, generation + 3, long.MaxValue);
        Assert.Equal("no uplink", uplinks.Description);
    });

    [Fact]
    public void In_vain_over_one_the_other_is_used_until_the_first_is_tried_again() => InNamespace((site, netlink) =>
    {
        using Uplinks uplinks = Open(site, MakePin(netlink), "");
        Assert.Equal("up0", uplinks.Current!.Device);
        Assert.DoesNotContain(netlink.Routes(), route => route.Table == 18501);
        long generation = uplinks.View.Generation;

        int told = 0;
        uplinks.Changed += () => told++;
        Assert.True(uplinks.TryNext("nothing answers"));
        Assert.Equal(0, told);
        Assert.True(uplinks.NextDeadline <= site.Loop.Now);
        uplinks.HandleTimeout(site.Loop.Now);
        Assert.Equal((1, site.Loop.Now + ReturnPace.First), (told, uplinks.NextDeadline));
        Assert.Equal(("up1", true), (uplinks.Current!.Device, uplinks.IsSecondBest));
        Assert.Equal(site.Second, netlink.LookUp(Gateway, Mark)!.Value.Link);
        Assert.NotEqual(generation, uplinks.View.Generation);
        Assert.Contains("attempts over up0 (other) are in vain (nothing answers): going over up1 (other)", _output.ToString(), StringComparison.Ordinal);

        uplinks.HandleTimeout(uplinks.NextDeadline);
        Assert.Equal((2, Instant.Never), (told, uplinks.NextDeadline));
        Assert.Equal(("up0", false), (uplinks.Current!.Device, uplinks.IsSecondBest));
        Assert.Equal(site.First, netlink.LookUp(Gateway, Mark)!.Value.Link);
        Assert.DoesNotContain(netlink.Routes(), route => route.Table == 18501);
        Assert.False(uplinks.TryReturn());
    });

    [Fact]
    public void What_somebody_takes_away_is_set_up_again() => InNamespace((site, netlink) =>
    {
        UplinkPin pin = MakePin(netlink);
        using Uplinks uplinks = Open(site, pin, "\"uplinks\": [\"up1\"]");
        foreach (RuleItem item in pin.Items.OfType<RuleItem>())
            netlink.Delete(item.Rule);
        Assert.Equal(site.First, netlink.LookUp(Gateway, Mark)!.Value.Link);

        site.Run(
            uplinks,
            (() => netlink.Add(new AddressEntry(site.First, LinuxPrefix.Host(IPAddress.Parse("192.0.2.50")))),
                () => netlink.LookUp(Gateway, Mark)?.Link == site.Second));
    });

    private Uplinks Open(Site site, UplinkPin pin, string more)
    {
        AgentConfig config = ConfigFile.Accepted(ConfigFile.With(more));
        Uplinks uplinks = new(site.Loop, config, pin, new Log(LogLevel.Debug, _output));
        Assert.False(uplinks.View.IsOffline);
        return uplinks;
    }

    private UplinkPin MakePin(RouteNetlink netlink, bool isKeptIn = true)
    {
        KernelJournal journal = KernelJournal.Open(_folder);
        Log log = new(LogLevel.Debug, _output);
        LinuxMachine machine = new(netlink, null!, null!, journal, null, log); // no filter and no name servers in it
        if (isKeptIn)
            new TunnelState(machine, log).Apply(new TunnelPlan(TunnelRules.Of(ConfigFile.Connection(ConfigFile.With())).Guard()));
        return new UplinkPin(machine, journal, [Mark], log);
    }

    private static void InNamespace(Action<Site, RouteNetlink> body)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                Assert.SkipUnless(Tmds.Linux.LibC.unshare(Tmds.Linux.LibC.CLONE_NEWNET) == 0, "a network namespace takes root");
                using RouteNetlink netlink = RouteNetlink.Open();
                using Site site = new(netlink);
                body(site, netlink);
            }
            catch (Exception exception) // a skip too, which must not end the process
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private sealed class Site : ITimed, IDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

        private readonly TunDevice _first, _second;

        public Site(RouteNetlink netlink)
        {
            (_first, _second) = (TunDevice.Open("up0"), TunDevice.Open("up1"));
            First = netlink.FindLink("up0")!.Value.Index;
            Second = netlink.FindLink("up1")!.Value.Index;
            foreach (int link in new[] { 1, First, Second })
            {
                netlink.DisableIPv6AddressGeneration(link);
                netlink.SetLinkUp(link);
            }

            Add(netlink, First, "192.0.2.2/24", "192.0.2.1", 10);
            AddSecond(netlink);
            Loop.Add(this);
        }

        public EventLoop Loop { get; } = new();

        public int First { get; }

        public int Second { get; }

        public Instant NextDeadline { get; private set; } = Instant.Never;

        public void AddSecond(RouteNetlink netlink)
        {
            Add(netlink, Second, "203.0.113.2/24", "203.0.113.1", 20);
            Add(netlink, Second, "2001:db8:2::2/64", "2001:db8:2::1", 20);
        }

        /// <summary>Runs the loop: makes each change, and goes on with the next when it was told and what follows from it is there.</summary>
        public void Run(Uplinks uplinks, params (Action Change, Func<bool> IsDone)[] steps)
        {
            int step = 0;
            uplinks.Changed += () =>
            {
                if (!steps[step].IsDone())
                    return;
                if (++step == steps.Length)
                    Loop.Stop();
                else
                    steps[step].Change();
            };
            NextDeadline = Loop.Now + Patience;
            steps[0].Change();
            Loop.Run();
            Assert.Equal(steps.Length, step);
        }

        public void HandleTimeout(Instant now) => Loop.Stop();

        public void Dispose()
        {
            _first.Dispose();
            _second.Dispose();
            Loop.Dispose();
        }

        private static void Add(RouteNetlink netlink, int link, string address, string router, uint metric)
        {
            LinuxPrefix prefix = Network.Prefix(address);
            netlink.Add(new AddressEntry(link, prefix));
            netlink.Add(new RouteEntry(prefix.Network()) { Link = link });
            netlink.Add(new RouteEntry(LinuxPrefix.Default(prefix.IsIPv6)) { Link = link, Gateway = IPAddress.Parse(router), Priority = metric });
        }
    }
}
