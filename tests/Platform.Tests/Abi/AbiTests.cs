using Holdfast.Platform;
using Holdfast.Platform.Interop;

namespace Holdfast.Tests.Abi;

/// <summary>
/// Every constant and structure that we define ourselves, held against the C headers by the C compiler.
/// </summary>
public sealed class AbiTests
{
    /// <summary>Types of Interop whose constants are C macros or enumerators, and the headers they come from.</summary>
    private static readonly Dictionary<Type, string[]> Headers = new()
    {
        [typeof(TimerFd)] = ["sys/timerfd.h"],
        [typeof(Clock)] = ["time.h"],
        [typeof(Prctl)] = ["sys/prctl.h"],
        [typeof(Capability)] = ["linux/capability.h"],
        [typeof(Seccomp)] = ["linux/seccomp.h", "linux/filter.h", "linux/audit.h"],
        [typeof(SysRandom)] = ["sys/random.h"],
        [typeof(Stdio)] = ["stdio.h"],
        [typeof(Stdlib)] = ["stdlib.h"],
        [typeof(SysResource)] = ["sys/resource.h"],
        [typeof(SysStat)] = ["sys/stat.h"],
        [typeof(IfTun)] = ["net/if.h", "linux/if_tun.h"],
        [typeof(Platform.Interop.Netlink)] = ["linux/netlink.h"],
        [typeof(RtNetlink)] = ["linux/rtnetlink.h"],
        [typeof(IfLink)] = ["linux/if_link.h"],
        [typeof(IfAddr)] = ["linux/if_addr.h"],
        [typeof(Neighbour)] = ["linux/neighbour.h"],
        [typeof(FibRules)] = ["linux/fib_rules.h"],
        [typeof(Platform.Interop.Xfrm)] = ["netinet/in.h", "linux/xfrm.h"],
        [typeof(IcmpFilters)] = ["linux/icmp.h", "linux/icmpv6.h"],
        [typeof(XfrmSockets)] = ["linux/udp.h", "netinet/in.h"],
        [typeof(UdpOffload)] = ["linux/udp.h", "linux/sockios.h"],
        [typeof(TcpOptions)] = ["linux/tcp.h", "linux/sockios.h"],
        [typeof(SocketBatch)] = ["sys/socket.h"],
        [typeof(SysUio)] = ["sys/uio.h"],
        [typeof(Unistd)] = ["unistd.h"],
        [typeof(SysReboot)] = ["sys/reboot.h"],
        [typeof(Watchdog)] = ["linux/watchdog.h"],
        [typeof(Spawn)] = ["spawn.h", "sys/wait.h", "signal.h"],
        [typeof(MemFd)] = ["sys/mman.h", "fcntl.h"],
        [typeof(NfNetlink)] = ["netinet/in.h", "linux/netfilter.h", "linux/netfilter/nfnetlink.h", "linux/netfilter/nf_tables.h"],
    };

    private static readonly Dictionary<Type, string> Structures = new()
    {
        [typeof(ITimerSpec)] = "struct itimerspec",
        [typeof(TimeVal)] = "struct timeval",
        [typeof(Icmp6Filter)] = "struct icmp6_filter",
        [typeof(RLimit)] = "struct rlimit",
        [typeof(CapUserHeader)] = "struct __user_cap_header_struct",
        [typeof(CapUserData)] = "struct __user_cap_data_struct",
        [typeof(SockFilter)] = "struct sock_filter",
        [typeof(SockFProg)] = "struct sock_fprog",
        [typeof(IfReq)] = "struct ifreq",
        [typeof(SockAddrNl)] = "struct sockaddr_nl",
        [typeof(NlMsgHdr)] = "struct nlmsghdr",
        [typeof(NlAttr)] = "struct nlattr",
        [typeof(NlMsgErr)] = "struct nlmsgerr",
        [typeof(RtMsg)] = "struct rtmsg",
        [typeof(IfInfoMsg)] = "struct ifinfomsg",
        [typeof(IfAddrMsg)] = "struct ifaddrmsg",
        [typeof(NdMsg)] = "struct ndmsg",
        [typeof(FibRuleHdr)] = "struct fib_rule_hdr",
        [typeof(SpawnFileActions)] = "posix_spawn_file_actions_t",
        [typeof(SpawnAttributes)] = "posix_spawnattr_t",
        [typeof(XfrmAddress)] = "xfrm_address_t",
        [typeof(XfrmSelectorInfo)] = "struct xfrm_selector",
        [typeof(XfrmId)] = "struct xfrm_id",
        [typeof(XfrmLifetimeCfg)] = "struct xfrm_lifetime_cfg",
        [typeof(XfrmLifetimeCur)] = "struct xfrm_lifetime_cur",
        [typeof(XfrmStats)] = "struct xfrm_stats",
        [typeof(XfrmUserSaInfo)] = "struct xfrm_usersa_info",
        [typeof(XfrmUserSaId)] = "struct xfrm_usersa_id",
        [typeof(XfrmUserSpiInfo)] = "struct xfrm_userspi_info",
        [typeof(XfrmUserExpire)] = "struct xfrm_user_expire",
        [typeof(XfrmUserMapping)] = "struct xfrm_user_mapping",
        [typeof(XfrmUserPolicyInfo)] = "struct xfrm_userpolicy_info",
        [typeof(XfrmUserPolicyId)] = "struct xfrm_userpolicy_id",
        [typeof(XfrmUserTmpl)] = "struct xfrm_user_tmpl",
        [typeof(XfrmUserAcquire)] = "struct xfrm_user_acquire",
        [typeof(XfrmUserMigrate)] = "struct xfrm_user_migrate",
        [typeof(XfrmAlgo)] = "struct xfrm_algo",
        [typeof(XfrmAlgoAuth)] = "struct xfrm_algo_auth",
        [typeof(XfrmAlgoAead)] = "struct xfrm_algo_aead",
        [typeof(XfrmEncapTmpl)] = "struct xfrm_encap_tmpl",
        [typeof(XfrmReplayState)] = "struct xfrm_replay_state",
        [typeof(XfrmReplayStateEsn)] = "struct xfrm_replay_state_esn",
        [typeof(XfrmMark)] = "struct xfrm_mark",
        [typeof(XfrmUserOffload)] = "struct xfrm_user_offload",
        [typeof(NfGenMsg)] = "struct nfgenmsg",
        [typeof(MMsgHdr)] = "struct mmsghdr",
        [typeof(WatchdogInfo)] = "struct watchdog_info",
    };

    private static readonly string[] OtherHeaders =
        ["sys/time.h", "sys/ioctl.h", "sys/epoll.h", "netinet/in.h", "errno.h"];

    public static readonly TheoryData<string> Compilers = ["cc", "aarch64-linux-gnu-gcc"];

    [Fact]
    public void Every_type_of_ours_is_held_against_C()
    {
        IEnumerable<Type> ours = typeof(Poller).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(TimerFd).Namespace && !type.IsNested);

        Assert.Equal(Headers.Keys.Concat(Structures.Keys).OrderBy(type => type.Name), ours.OrderBy(type => type.Name));
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void Constants_and_structures_are_those_of_C(string compiler)
    {
        string[] assertions =
        [
            .. Headers.Keys.SelectMany(AbiAssertions.Constants),
            .. Structures.SelectMany(pair => AbiAssertions.Structure(pair.Key, pair.Value)),
            .. AbiAssertions.Enumeration<PollEvents>(new()
            {
                [PollEvents.Readable] = "EPOLLIN", [PollEvents.Writable] = "EPOLLOUT", [PollEvents.Error] = "EPOLLERR",
                [PollEvents.HangUp] = "EPOLLHUP", [PollEvents.PeerClosed] = "EPOLLRDHUP",
            }),
            .. AbiAssertions.Enumeration(Named<PathMtuDiscovery>("IP_PMTUDISC_")),
            .. AbiAssertions.Enumeration(Named<PathMtuDiscovery>("IPV6_PMTUDISC_")),
            .. AbiAssertions.Enumeration(Named<RouteType>("RTN_")),
            .. AbiAssertions.Enumeration(Named<NeighbourState>("NUD_")),
            .. AbiAssertions.Enumeration(Named<XfrmMode>("XFRM_MODE_")),
            .. AbiAssertions.Enumeration(Named<XfrmAction>("XFRM_POLICY_")),
            .. AbiAssertions.Enumeration<XfrmDirection>(new()
            {
                [XfrmDirection.Out] = "XFRM_POLICY_OUT", [XfrmDirection.Forward] = "XFRM_POLICY_FWD",
            }),
            .. Enumerable.Range(1, 133).Where(number => Errno.Name(number)[0] == 'E')
                .Select(number => AbiAssertions.Equal(Errno.Name(number), number)),
        ];

        Assert.True(assertions.Length > 200, $"only {assertions.Length} assertions");
        CCompiler.Require(compiler);
        string errors = CCompiler.Errors(compiler, Program(assertions));
        Assert.True(errors == "", errors);
    }

    [Theory]
    [MemberData(nameof(Compilers))]
    public void A_wrong_value_would_be_found(string compiler)
    {
        CCompiler.Require(compiler);

        Assert.Contains(
            "CLOCK_BOOTTIME is not 8", CCompiler.Errors(compiler, Program([AbiAssertions.Equal("CLOCK_BOOTTIME", 8)])));
    }

    private static Dictionary<T, string> Named<T>(string prefix)
        where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(value => value, value => $"{prefix}{value}".ToUpperInvariant());

    private static string Program(IEnumerable<string> assertions)
    {
        IEnumerable<string> headers = Headers.Values.SelectMany(names => names).Concat(OtherHeaders).Distinct();
        return string.Join('\n', [
            "#define _GNU_SOURCE", "#include <stddef.h>",
            .. headers.Select(name => $"#include <{name}>"),
            .. assertions, ""]);
    }
}
