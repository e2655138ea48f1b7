using System.Net;
using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>
/// Asks the kernel by doing it, and only what is asked for: a state under an allocated SPI between two documentation
/// addresses (RFC 5737, RFC 3849) that no packet has, deleted at once. Nothing less proves anything: a kernel without ESP
/// grants SPIs, policies and UDP encapsulation.
/// </summary>
public sealed class KernelProbe(XfrmNetlink xfrm, Func<RouteNetlink> openRoutes) : IKernelSupport
{
    private const string LinkName = "hf-probe";
    private const uint OutputMark = 1;
    private const ushort Port = 4500;

    private static readonly uint Tag = XfrmTag.Of(ushort.MaxValue - 1);
    private static readonly (IPAddress Near, IPAddress Far) IPv4 = (IPAddress.Parse("192.0.2.201"), IPAddress.Parse("192.0.2.202"));
    private static readonly (IPAddress Near, IPAddress Far) IPv6 = (IPAddress.Parse("2001:db8::c9"), IPAddress.Parse("2001:db8::ca"));

    private readonly Dictionary<string, string?> _known = [];

    public string? Problem => null;

    public string? InterfaceProblem => Know("interface", TryInterface);

    public string? PerCpuProblem => Know("per CPU", TryCpu);

    public string? TcpProblem => Know("TCP", TryTcp);

    public string? Refusal(EspAlgorithm algorithm, bool isExtended, EspMode mode, bool isIPv6) =>
        Know($"{algorithm} {isExtended} {mode} {isIPv6}", () => TryState(algorithm, isExtended, mode, isIPv6));

    /// <param name="isIPv6">What the policies are for.</param>
    public string? PolicyProblem(bool isIPv6) => Know($"policies {isIPv6}", () => TryPolicies(isIPv6));

    private string? Know(string what, Func<string?> ask)
    {
        if (!_known.TryGetValue(what, out string? answer))
            _known[what] = answer = Ask(ask);
        return answer;
    }

    private static string? Ask(Func<string?> ask)
    {
        try
        {
            return ask();
        }
        catch (LinuxException failure)
        {
            return failure.Detail is { } detail ? $"{detail} ({Errno.Name(failure.Errno)})" : Errno.Describe(failure.Errno);
        }
    }

    private string? TryState(EspAlgorithm algorithm, bool isExtended, EspMode mode, bool isIPv6, bool isTcp = false)
    {
        (IPAddress near, IPAddress far) = isIPv6 ? IPv6 : IPv4;
        XfrmMode kernelMode = mode == EspMode.Transport ? XfrmMode.Transport : XfrmMode.Tunnel;
        XfrmStateId id = new(near, xfrm.AllocateSpi(far, near, Tag, Tag, kernelMode));
        try
        {
            return Try(new XfrmState
            {
                Source = far,
                Destination = near,
                Spi = id.Spi,
                Mode = kernelMode,
                RequestId = Tag,
                IfId = Tag,
                Algorithm = KernelAlgorithm.Of(algorithm),
                Encapsulation = new XfrmEncapsulation(Port, Port) { IsTcp = isTcp },
                ExtendedSequenceNumbers = isExtended,
                ReplayWindow = StateBuilder.ReplayWindow,
                OutputMark = OutputMark,
                IsInbound = true,
                MayBeFragmented = true,
            }, algorithm);
        }
        finally
        {
            xfrm.Delete(id);
        }
    }

    /// <summary>What it does not know, it passes over.</summary>
    private string? TryCpu() => TryWithAny(algorithm => CpuProbe.Try(xfrm, algorithm, IPv4.Near, IPv4.Far, Tag));

    /// <summary>For both families, as a gateway may have addresses of both.</summary>
    private string? TryTcp() => TryWithAny(algorithm =>
        TryState(algorithm, false, EspMode.Tunnel, isIPv6: false, isTcp: true) ?? TryState(algorithm, false, EspMode.Tunnel, isIPv6: true, isTcp: true));

    /// <summary>With any algorithm that it has.</summary>
    private string? TryWithAny(Func<EspAlgorithm, string?> ask)
    {
        string? problem = null;
        foreach (EspAlgorithm algorithm in (EspAlgorithm[])[EspAlgorithm.Aes128Gcm16, EspAlgorithm.Aes128Cbc(IntegrityAlgorithm.HmacSha256_128)])
        {
            problem = Refusal(algorithm, isExtended: false, EspMode.Tunnel, isIPv6: false);
            if (problem is null)
                return ask(algorithm);
        }

        return problem;
    }

    /// <summary>Older kernels pass over what they do not know: it is read back.</summary>
    private string? Try(XfrmState state, EspAlgorithm algorithm)
    {
        Span<byte> key = stackalloc byte[EspAlgorithms.KeyMaterialLength(algorithm)];
        Entropy.Fill(key);
        int encryption = KernelAlgorithm.EncryptionPart(algorithm);
        if (!xfrm.Update(state, key[..encryption], key[encryption..]) || xfrm.Find(state.Id) is not { } found)
            return "the state vanished";
        return found.IfId != Tag ? "it knows no if_id" : found.OutputMark != OutputMark ? "it knows no output mark" : null;
    }

    private string? TryPolicies(bool isIPv6)
    {
        (IPAddress near, IPAddress far) = isIPv6 ? IPv6 : IPv4;
        foreach (XfrmDirection direction in (ReadOnlySpan<XfrmDirection>)[XfrmDirection.In, XfrmDirection.Out, XfrmDirection.Forward])
        {
            XfrmPolicyId id = new(new XfrmSelector(IpPrefix.Host(near), IpPrefix.Host(far)), direction, Tag);
            xfrm.Set(new XfrmPolicy(id) { Priority = XfrmTag.Priority(ushort.MaxValue), Template = new XfrmTemplate(near, far, 0, Tag) });
            if (!xfrm.Delete(id))
                return "the policy vanished";
        }

        return null;
    }

    private string? TryInterface()
    {
        using RouteNetlink routes = openRoutes();
        if (routes.FindLink(LinkName) is { Kind: "xfrm" } left)
            routes.DeleteLink(left.Index);
        routes.DeleteLink(routes.AddXfrmLink(LinkName, Tag).Index);
        return null;
    }
}
