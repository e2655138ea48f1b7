using Holdfast.Ike.Login;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Kernel;
using Holdfast.Host.Net;
using Holdfast.Host.Session;
using Holdfast.Ike;
using Holdfast.Tests.Config;
using Xunit;

namespace Holdfast.Tests.Host.Kernel;

/// <summary>Kernel or agent, interface or policies: by what the kernel has, and by what the configuration wants.</summary>
public sealed class PathDecisionTests
{
    private const string Gcm = "\"esp\": \"aes256gcm16-noesn\"";

    [Theory]
    [InlineData("", TunnelKind.XfrmInterface, "kernel (xfrm interface hf0)")]
    [InlineData("\"xfrm\": \"policy\"", TunnelKind.Policy, "kernel (policies)")]
    [InlineData("\"mode\": \"transport\"", TunnelKind.Policy, "kernel (policies)")]
    [InlineData("\"datapath\": \"userspace\"", TunnelKind.Tun, "userspace")]
    public void A_kernel_that_can_everything_is_used_as_configured(string line, TunnelKind kind, string text)
    {
        PathDecision decision = Decide(line, new Kernel());
        Assert.Equal((kind, text), (decision.Kind, decision.Describe("hf0")));
    }

    [Fact]
    public void Where_the_agent_is_wanted_the_kernel_is_not_even_asked() =>
        PathDecision.Of(Config("\"datapath\": \"userspace\""), Settings(""), null, () => throw new InvalidOperationException());

    [Theory]
    [InlineData("\"perCpuSas\": \"auto\"", null, true)]
    [InlineData("\"perCpuSas\": \"auto\"", "too old", false)]
    [InlineData("\"perCpuSas\": \"auto\", \"datapath\": \"userspace\"", null, false)]
    [InlineData("", null, false)]
    public void Child_sas_for_single_cpus_are_for_a_kernel_that_has_them(string line, string? problem, bool isWanted)
    {
        int most = Decide(line, new Kernel { PerCpuProblem = problem }).Settings.PerCpuSas;
        Assert.Equal(isWanted && Holdfast.Platform.ProcessorCount.Online() > 1 ? Holdfast.Platform.ProcessorCount.Online() : 0, most);
    }

    [Theory]
    [InlineData("auto", TunnelKind.Tun, "userspace (it goes by TCP, and this kernel has no ESP in TCP)")]
    [InlineData("userspace", TunnelKind.Tun, "userspace")]
    [InlineData("kernel", TunnelKind.None, "nothing (it goes by TCP, and this kernel has no ESP in TCP)")]
    public void What_goes_by_tcp_the_agent_carries_where_the_kernel_can_not(string path, TunnelKind kind, string text)
    {
        string keys = $"\"datapath\": \"{path}\"";
        Kernel kernel = new() { TcpProblem = "EINVAL" };
        PathDecision decision = PathDecision.Of(Config(keys), Settings(keys), false, () => kernel, isTcp: true);
        Assert.Equal((kind, text), (decision.Kind, decision.Describe("hf0")));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("\"tcp\": \"force\"", false)]
    public void A_kernel_with_esp_in_tcp_carries_what_goes_by_tcp(string keys, bool isTcp)
    {
        PathDecision decision = PathDecision.Of(Config(keys), Settings(keys), null, () => new Kernel(), isTcp);
        Assert.Equal("kernel (xfrm interface hf0)", decision.Describe("hf0"));
    }

    [Fact]
    public void Without_interfaces_policies_serve()
    {
        PathDecision decision = Decide("", new Kernel { InterfaceProblem = "Unknown device type" });
        Assert.Equal("kernel (policies; no xfrm interface: Unknown device type)", decision.Describe("hf0"));
    }

    [Theory]
    [InlineData("auto", TunnelKind.Tun)]
    [InlineData("kernel", TunnelKind.None)]
    public void One_that_is_to_have_an_interface_does_not_do_without(string path, TunnelKind kind)
    {
        PathDecision decision = Decide($"\"xfrm\": \"interface\", \"datapath\": \"{path}\"", new Kernel { InterfaceProblem = "no" });
        Assert.Equal((kind, "no xfrm interface: no"), (decision.Kind, decision.Why));
    }

    [Theory]
    [InlineData("auto", TunnelKind.Tun)]
    [InlineData("kernel", TunnelKind.None)]
    public void A_kernel_without_any_of_it_is_named(string path, TunnelKind kind)
    {
        PathDecision decision = Decide($"\"datapath\": \"{path}\"", new Kernel { Problem = "no XFRM" });
        Assert.Equal((kind, "no XFRM"), (decision.Kind, decision.Why));
    }

    [Fact]
    public void One_algorithm_of_the_offer_that_is_missing_is_enough_for_the_agent()
    {
        PathDecision decision = Decide("", Without(EspAlgorithm.ChaCha20Poly1305));
        Assert.Equal(TunnelKind.Tun, decision.Kind);
        Assert.Equal("userspace (chacha20poly1305 with ESN: no such thing)", decision.Describe("hf0"));
        Assert.Equal(TunnelKind.XfrmInterface, Decide(Gcm, Without(EspAlgorithm.ChaCha20Poly1305)).Kind);
    }

    [Fact]
    public void Where_the_kernel_is_insisted_on_what_it_lacks_is_not_offered()
    {
        PathDecision decision = Decide(
            "\"datapath\": \"kernel\", \"esp\": [\"chacha20poly1305-esn\", \"chacha20poly1305-aes128gcm16-esn-noesn\", \"aes256-sha256-sha512-noesn\"]",
            new Kernel
            {
                Lacks = (algorithm, isExtended) => isExtended || algorithm == EspAlgorithm.ChaCha20Poly1305
                    || algorithm.Integrity == IntegrityAlgorithm.HmacSha512_256,
            });

        Assert.Equal(TunnelKind.XfrmInterface, decision.Kind);
        Assert.Equal(
            ["1: 20/128 0", "2: 12/256 12 0"],
            decision.Settings.Children[0].Proposals.Select(p =>
                $"{p.Number}: " + string.Join(" ", p.Transforms.Select(t => t.KeyLength is { } bits ? $"{t.Id}/{bits}" : $"{t.Id}"))));
    }

    [Fact]
    public void If_nothing_is_left_to_offer_it_is_refused()
    {
        PathDecision decision = Decide($"\"datapath\": \"kernel\", {Gcm}", Without(EspAlgorithm.Aes256Gcm16));
        Assert.Equal((TunnelKind.None, "aes256gcm16: no such thing"), (decision.Kind, decision.Why));
    }

    [Theory]
    [InlineData(false, TunnelKind.XfrmInterface)]
    [InlineData(true, TunnelKind.Tun)]
    [InlineData(null, TunnelKind.XfrmInterface)] // until the gateway's address is known
    public void It_is_about_the_family_of_the_outer_addresses(bool? isIPv6, TunnelKind kind)
    {
        Kernel withoutEsp6 = new() { LacksEsp = [true] };
        Assert.Equal(kind, Decide("", withoutEsp6, isIPv6).Kind);
        Assert.Equal(kind == TunnelKind.Tun ? TunnelKind.None : kind, Decide("\"datapath\": \"kernel\"", withoutEsp6, isIPv6).Kind);
    }

    [Fact]
    public void What_is_missing_names_the_family()
    {
        Assert.Equal("aes256gcm16 over IPv6: no such thing", Decide(Gcm, new Kernel { LacksEsp = [true] }, isIPv6: true).Why);
        Assert.Equal("aes256gcm16: no such thing", Decide(Gcm, new Kernel { LacksEsp = [false, true] }, isIPv6: null).Why);
        Assert.Equal(TunnelKind.XfrmInterface, Decide(Gcm, new Kernel { LacksEsp = [false] }, isIPv6: null).Kind);
    }

    [Theory]
    [InlineData("192.0.2.1", false)]
    [InlineData("2001:db8::1", true)]
    [InlineData("vpn.example.org", null)]
    public void An_address_as_gateway_tells_the_family(string gateway, bool? isIPv6) =>
        Assert.Equal(isIPv6, PathDecision.OuterOf(Config("") with { Gateways = [new GatewayConfig(gateway, null)] }));

    [Fact]
    public void Another_way_is_taken_only_when_no_session_needs_the_one_there_is()
    {
        PathDecision kernel = Decide(Gcm, new Kernel()), agent = Decide(Gcm, new Kernel { LacksEsp = [true] }, isIPv6: true);

        Assert.Same(agent, kernel.Follow(agent, isInUse: false));
        Assert.Null(kernel.Follow(agent, isInUse: true));
        Assert.Same(kernel, agent.Follow(kernel, isInUse: false));
        Assert.Same(agent, agent.Follow(kernel, isInUse: true)); // it carries either family
        PathDecision same = Decide(Gcm, new Kernel());
        Assert.Same(same, kernel.Follow(same, isInUse: true));
    }

    private static Kernel Without(EspAlgorithm missing) => new() { Lacks = (algorithm, _) => algorithm == missing };

    private static ConnectionConfig Config(string more) => ConfigFile.Connection(ConfigFile.With(more));

    private static IkeSettings Settings(string more) => SettingsMapper.Map(Config(more), new SharedKey(new SecretBytes(1)), false);

    private static PathDecision Decide(string more, Kernel kernel, bool? isIPv6 = false) =>
        PathDecision.Of(Config(more), Settings(more), isIPv6, () => kernel);

    private sealed class Kernel : IKernelSupport
    {
        public string? Problem { get; init; }

        public string? InterfaceProblem { get; init; }

        public string? PerCpuProblem { get; init; }

        public string? TcpProblem { get; init; }

        public Func<EspAlgorithm, bool, bool> Lacks { get; init; } = (_, _) => false;

        /// <summary>Families of outer addresses without ESP.</summary>
        public bool[] LacksEsp { get; init; } = [];

        public string? Refusal(EspAlgorithm algorithm, bool isExtended, EspMode mode, bool isIPv6) =>
            LacksEsp.Contains(isIPv6) || Lacks(algorithm, isExtended) ? "no such thing" : null;
    }
}
