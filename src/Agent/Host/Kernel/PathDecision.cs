using Holdfast.Config;
using Holdfast.Esp;
using Holdfast.Host.Net;
using Holdfast.Ike;

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

    /// <param name="support">Is asked only where the kernel is wanted.</param>
    public static PathDecision Of(ConnectionConfig config, IkeSettings settings, Func<IKernelSupport> support)
    {
        if (config.DataPath == DataPathChoice.Userspace)
            return new PathDecision(TunnelKind.Tun, "", settings);
        IKernelSupport kernel = support();
        bool isForced = config.DataPath == DataPathChoice.Kernel;
        IkeSettings offer = isForced && kernel.Problem is null ? KernelOffer.Narrow(settings, kernel) : settings;
        string? problem = kernel.Problem
            ?? KernelOffer.FirstRefusal(isForced && !HasEmptyOffer(offer) ? offer : settings, kernel)
            ?? InterfaceProblem(config, kernel);
        return problem is null
            ? new PathDecision(KindOf(config, kernel), WhyPolicy(config, kernel), offer)
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
            _ => Why.Length == 0 ? "userspace" : $"userspace ({Why})",
        };
    }

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
