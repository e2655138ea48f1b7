using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Ike;
using Holdfast.Wire;

namespace Holdfast.Host.Kernel;

/// <summary>Who carries the packets of a connection, and why it is not the first choice.</summary>
/// <param name="kind">None: nobody can, as it is configured.</param>
/// <param name="why">Empty where there is nothing to say.</param>
/// <param name="settings">With the ESP offer that this path can serve.</param>
public sealed class PathDecision(TunnelKind kind, string why, IkeSettings settings)
{
    public TunnelKind Kind => kind;

    public string Why => why;

    public IkeSettings Settings => settings;

    /// <summary>Family of the outer addresses as far as the configuration tells: true for IPv6, null for a name.</summary>
    public static bool? OuterOf(ConnectionConfig config) =>
        IpAddress.TryParse(config.Gateway, out IpAddress address) ? address.IsIPv6 : null;

    /// <param name="isIPv6">The outer addresses; null: not known yet, so that one family that works is enough for now.</param>
    /// <param name="support">Is asked only where the kernel is wanted.</param>
    /// <param name="isTcp">The session goes by TCP (RFC 9329).</param>
    public static PathDecision Of(ConnectionConfig config, IkeSettings settings, bool? isIPv6, Func<IKernelSupport> support, bool isTcp = false)
    {
        if (config.DataPath != DataPathChoice.Userspace && (isTcp || config.Tcp == TcpChoice.Force) && support().TcpProblem is not null)
        {
            TunnelKind other = config.DataPath == DataPathChoice.Kernel ? TunnelKind.None : TunnelKind.Tun;
            return new PathDecision(other, "it goes by TCP, and this kernel has no ESP in TCP", settings);
        }

        if (isIPv6 is { } known)
            return Of(config, settings, known, support);
        PathDecision first = Of(config, settings, isIPv6: false, support);
        if (first.IsFirstChoice(config))
            return first;
        PathDecision second = Of(config, settings, isIPv6: true, support);
        return second.IsFirstChoice(config) ? second : first;
    }

    /// <summary>
    /// What to use for a new session after this one: another way only where no session needs this one. Null: it has to stay, and
    /// does not serve the new session.
    /// </summary>
    public PathDecision? Follow(PathDecision wanted, bool isInUse)
    {
        if (wanted.Kind == Kind || !isInUse)
            return wanted;
        return Kind == TunnelKind.Tun ? this : null;
    }

    private static PathDecision Of(ConnectionConfig config, IkeSettings settings, bool isIPv6, Func<IKernelSupport> support)
    {
        if (config.DataPath == DataPathChoice.Userspace)
            return new PathDecision(TunnelKind.Tun, "", settings);
        IKernelSupport kernel = support();
        bool isForced = config.DataPath == DataPathChoice.Kernel;
        IkeSettings offer = isForced && kernel.Problem is null ? KernelOffer.Narrow(settings, kernel, isIPv6) : settings;
        string? problem = kernel.Problem
            ?? KernelOffer.FirstRefusal(isForced && !HasEmptyOffer(offer) ? offer : settings, kernel, isIPv6)
            ?? InterfaceProblem(config, kernel);
        return problem is null
            ? new PathDecision(
                KindOf(config, kernel), WhyPolicy(config, kernel), offer with { PerCpuSas = CpuProbe.Most(config.PerCpuSas, kernel) })
            : new PathDecision(isForced ? TunnelKind.None : TunnelKind.Tun, problem, settings);
    }

    /// <summary>Such as "kernel (xfrm interface hf0)".</summary>
    public string Describe(string device)
    {
        string why = Why.Length == 0 ? "" : $"; {Why}";
        return Kind switch
        {
            TunnelKind.XfrmInterface => $"kernel (xfrm interface {device})",
            TunnelKind.Policy => $"kernel (policies{why})",
            TunnelKind.None => $"nothing ({Why})",
            _ => Why.Length == 0 ? "userspace" : $"userspace ({Why})",
        };
    }

    private bool IsFirstChoice(ConnectionConfig config) =>
        Kind is TunnelKind.XfrmInterface or TunnelKind.Policy || config.DataPath == DataPathChoice.Userspace;

    private static bool HasEmptyOffer(IkeSettings offer) => offer.Children.Any(child => child.Proposals.Count == 0);

    /// <summary>An xfrm interface would lead the packets of transport mode back to itself.</summary>
    private static bool WantsPolicies(ConnectionConfig config) =>
        config.Xfrm == XfrmChoice.Policy || config.Children.Any(child => child.IsTransport);

    private static string? InterfaceProblem(ConnectionConfig config, IKernelSupport kernel) =>
        config.Xfrm == XfrmChoice.Interface && kernel.InterfaceProblem is { } problem ? $"no xfrm interface: {problem}" : null;

    private static TunnelKind KindOf(ConnectionConfig config, IKernelSupport kernel) =>
        WantsPolicies(config) || kernel.InterfaceProblem is not null ? TunnelKind.Policy : TunnelKind.XfrmInterface;

    private static string WhyPolicy(ConnectionConfig config, IKernelSupport kernel) =>
        !WantsPolicies(config) && kernel.InterfaceProblem is { } problem ? $"no xfrm interface: {problem}" : "";
}
