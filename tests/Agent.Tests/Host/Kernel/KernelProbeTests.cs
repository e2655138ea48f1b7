using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Host.Doctor;
using Holdfast.Host.Kernel;
using Holdfast.Platform;
using Xunit;

namespace Holdfast.Tests.Host.Kernel;

public sealed class KernelProbeTests : IDisposable
{
    private const int Enosys = 38, Eprotonosupport = 93, Eopnotsupp = 95, Einval = 22;

    private readonly NetlinkKernel _kernel = new(), _links = new(isRoute: true);
    private readonly XfrmNetlink _xfrm;
    private readonly KernelProbe _probe;

    public KernelProbeTests()
    {
        _xfrm = new XfrmNetlink(_kernel);
        _probe = new KernelProbe(_xfrm, () => new RouteNetlink(_links));
    }

    public void Dispose() => _xfrm.Dispose();

    [Fact]
    public void A_kernel_with_all_of_it_lacks_nothing_and_keeps_nothing()
    {
        List<Finding> found = new KernelFindings(_probe).All();

        Assert.All(found, finding => Assert.Null(finding.Problem));
        Assert.True(_kernel.IsEmpty && _links.IsEmpty);
        Assert.True(new KernelFindings(_probe).IsUsable);
    }

    [Fact]
    public void It_is_tried_as_it_will_be_used()
    {
        Assert.Null(_probe.Refusal(EspAlgorithm.Aes256Cbc(IntegrityAlgorithm.HmacSha512_256), true, EspMode.Transport, isIPv6: true));

        NetlinkKernel.Asked asked = Assert.Single(_kernel.Updates);
        Assert.Equal((true, true, true), (asked.IsIPv6, asked.IsTransport, asked.IsExtended));
        Assert.Contains("cbc(aes)", asked.Text, StringComparison.Ordinal);
        Assert.Contains("hmac(sha512)", asked.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_refused_is_in_the_kernels_words_and_the_SPI_is_given_back()
    {
        _kernel.Refuses = _ => (Eprotonosupport, "Requested type not found");

        Assert.Equal("Requested type not found (EPROTONOSUPPORT)", Refusal(EspAlgorithm.Aes128Gcm16));
        Assert.True(_kernel.IsEmpty);
    }

    [Fact]
    public void Each_thing_is_asked_once()
    {
        Refusal(EspAlgorithm.Aes128Gcm16);
        int requests = _kernel.Requests;
        Refusal(EspAlgorithm.Aes128Gcm16);
        Assert.Equal(requests, _kernel.Requests);

        Refusal(EspAlgorithm.ChaCha20Poly1305);
        Assert.NotEqual(requests, _kernel.Requests);
    }

    [Fact]
    public void A_kernel_that_passes_over_what_it_does_not_know_is_found_out()
    {
        _kernel.IsOld = true;

        Assert.Equal("it knows no if_id", Refusal(EspAlgorithm.Aes128Gcm16));
    }

    [Fact]
    public void States_for_single_cpus_are_tried_once_and_taken_away()
    {
        Assert.Null(_probe.PerCpuProblem);
        Assert.True(_kernel.IsEmpty);
        int requests = _kernel.Requests;
        Assert.Null(_probe.PerCpuProblem);
        Assert.Equal(requests, _kernel.Requests);
    }

    [Fact]
    public void A_kernel_that_passes_over_the_cpu_has_no_such_states()
    {
        _kernel.LacksCpus = true;

        Assert.Equal("it knows no states for single CPUs; Linux 6.13 or newer does", _probe.PerCpuProblem);
        Assert.Null(Refusal(EspAlgorithm.Aes128Gcm16));
        Assert.True(_kernel.IsEmpty);
    }

    [Fact]
    public void Esp_in_tcp_is_tried_for_both_families_and_taken_away()
    {
        Assert.Null(_probe.TcpProblem);
        Assert.Equal([false, true], _kernel.Updates.Where(asked => asked.IsTcp).Select(asked => asked.IsIPv6));
        Assert.True(_kernel.IsEmpty);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_kernel_that_has_esp_in_tcp_not_for_both_has_it_not(bool isIPv6)
    {
        _kernel.Refuses = asked => asked.IsTcp && asked.IsIPv6 == isIPv6 ? (Einval, "") : default;

        Assert.Equal("Invalid argument (EINVAL)", _probe.TcpProblem);
        Assert.Null(Refusal(EspAlgorithm.Aes128Gcm16));
        Assert.True(_kernel.IsEmpty);
    }

    [Fact]
    public void Without_interfaces_policies_remain()
    {
        _links.RefusesLinks = (Eopnotsupp, "Unknown device type");

        Assert.Equal("Unknown device type (EOPNOTSUPP)", _probe.InterfaceProblem);
        Assert.True(new KernelFindings(_probe).IsUsable);
    }

    [Fact]
    public void Without_policies_nothing_does()
    {
        _kernel.RefusesPolicies = (Einval, "");

        Assert.Equal("Invalid argument (EINVAL)", _probe.PolicyProblem(isIPv6: false));
        Assert.False(new KernelFindings(_probe).IsUsable);
    }

    [Fact]
    public void A_kernel_without_ESP_is_told_from_one_without_a_cipher()
    {
        _kernel.Refuses = asked => asked.Text.Contains("gcm", StringComparison.Ordinal)
            ? (Enosys, "Requested AEAD algorithm not found")
            : (Eprotonosupport, "Requested type not found");

        Assert.Contains("CONFIG_INET_ESP,", Line("ESP in UDP over IPv4"), StringComparison.Ordinal);
        Assert.Contains("CONFIG_INET_ESP,", Line("aes256-sha256"), StringComparison.Ordinal);
        Assert.Equal(
            "missing  aes256gcm16: Requested AEAD algorithm not found (ENOSYS); CONFIG_CRYPTO_GCM, modules gcm and seqiv",
            Line("aes256gcm16"));
        Assert.False(new KernelFindings(_probe).IsUsable);
    }

    [Fact]
    public void A_cipher_that_is_missing_is_the_only_thing_missing()
    {
        _kernel.Refuses = asked => asked.Text.Contains("rfc4106", StringComparison.Ordinal) ? (Enosys, "no") : default;

        Assert.Equal(["aes128gcm16", "aes256gcm16"], Missing());
    }

    [Fact]
    public void IPv6_and_extended_numbers_are_asked_for_on_their_own()
    {
        _kernel.Refuses = asked => asked.IsIPv6 || asked.IsExtended ? (Einval, "no") : default;

        Assert.Equal(["ESP in UDP over IPv6", "extended sequence numbers"], Missing());
        Assert.StartsWith("missing  extended sequence numbers: aes128gcm16: no (EINVAL)", Line("extended sequence numbers"), StringComparison.Ordinal);
    }

    private string? Refusal(EspAlgorithm algorithm) => _probe.Refusal(algorithm, isExtended: false, EspMode.Tunnel, isIPv6: false);

    private string Line(string what) => $"{new KernelFindings(_probe).All().Single(finding => finding.What == what)}";

    private IEnumerable<string> Missing() =>
        new KernelFindings(_probe).All().Where(finding => finding.Problem is not null).Select(finding => finding.What);
}
