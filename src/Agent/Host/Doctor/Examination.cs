using Holdfast.Ike.Login;
using System.Text;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Kernel;
using Holdfast.Host.Net;
using Holdfast.Host.Session;
using Holdfast.Ike;
using Holdfast.Platform;

namespace Holdfast.Host.Doctor;

/// <summary>Tries everything out that a tunnel needs of the machine, and leaves nothing behind.</summary>
public sealed class Examination
{
    private readonly List<Finding> _findings = [];
    private readonly List<ConnectionPrognosis> _connections = [];
    private bool _hasTun;

    private Examination()
    {
    }

    /// <param name="loaded">Null: there is no configuration.</param>
    public static DoctorReport Make(LoadedConfig? loaded) => new Examination().Run(loaded);

    private DoctorReport Run(LoadedConfig? loaded)
    {
        Finding privilege = MachineFindings.Privilege;
        _findings.Add(privilege);
        if (privilege.Problem is not null)
            return Report("no tunnel can be carried: CAP_NET_ADMIN is missing", canCarry: false); // all the rest would be refused
        Finding tun = MachineFindings.Tun;
        _hasTun = tun.Problem is null;
        _findings.Add(tun);
        _findings.AddRange(MachineFindings.Others());
        KernelModuleSet.Load();
        try
        {
            using XfrmNetlink xfrm = XfrmNetlink.Open();
            return WithKernel(loaded, new KernelProbe(xfrm, RouteNetlink.Open));
        }
        catch (LinuxException failure)
        {
            _findings.Add(new Finding("XFRM over netlink", failure.Message, "CONFIG_XFRM_USER, module xfrm_user"));
            return Conclude(loaded, new NoKernel(failure.Message), isUsable: false);
        }
    }

    private DoctorReport WithKernel(LoadedConfig? loaded, KernelProbe probe)
    {
        KernelFindings kernel = new(probe);
        _findings.AddRange(kernel.All());
        return Conclude(loaded, probe, kernel.IsUsable);
    }

    private DoctorReport Conclude(LoadedConfig? loaded, IKernelSupport support, bool isUsable)
    {
        for (int i = 0; i < (loaded?.Credentials.Count ?? 0); i++)
            _connections.Add(Foresee(loaded!.Config.Connections[i], loaded.Credentials[i].Current, support));
        bool canCarry = _connections.Count > 0 ? _connections.TrueForAll(c => c.IsPossible) : _hasTun || isUsable;
        string kernel = support.InterfaceProblem is null ? "kernel (xfrm interface)" : "kernel (policies)";
        string summary = isUsable ? $"a connection can use: {kernel}"
            : _hasTun ? "a connection can use: userspace"
            : "no tunnel can be carried: neither ESP in the kernel nor a TUN device";
        return Report(summary, canCarry);
    }

    private ConnectionPrognosis Foresee(ConnectionConfig config, Credential credential, IKernelSupport support)
    {
        IkeSettings settings = SettingsMapper.Map(config, credential, exportKeys: false);
        bool? outer = PathDecision.OuterOf(config);
        PathDecision decision = PathDecision.Of(config, settings, outer, () => support);
        PathDecision other = PathDecision.Of(config, settings, outer ?? true, () => support);
        string more = other.Kind == decision.Kind ? "" : $"; to an IPv6 address of the gateway: {other.Describe(config.TunName)}";
        return decision.Kind switch
        {
            TunnelKind.None => new ConnectionPrognosis(config.Name, $"kernel, but {decision.Why}", false),
            TunnelKind.Tun when !_hasTun => new ConnectionPrognosis(config.Name, $"{decision.Describe("")}, but there is no TUN device", false),
            _ => new ConnectionPrognosis(config.Name, decision.Describe(config.TunName) + more, true),
        };
    }

    private DoctorReport Report(string summary, bool canCarry) => new(KernelVersion(), _findings, _connections, canCarry, summary);

    private static string KernelVersion()
    {
        try
        {
            return Encoding.UTF8.GetString(FileGuard.ReadAllBytes("/proc/sys/kernel/osrelease", 256, out _)).TrimEnd('\n');
        }
        catch (LinuxException)
        {
            return "unknown";
        }
    }
}
