using Holdfast.Crypto;
using Holdfast.Esp;
using Holdfast.Ike;
using Holdfast.Platform;
using Holdfast.Wire;

namespace Holdfast.Host.Kernel;

/// <summary>
/// Asks the kernel by doing it, and only what is asked for: a state between two documentation addresses (RFC 5737) that no
/// packet has, deleted at once. Nothing less proves anything: a kernel without ESP grants policies and UDP encapsulation.
/// </summary>
public sealed class KernelTrial(IXfrm xfrm, Func<string?> tryInterface) : IKernelSupport
{
    private const uint Spi = 0x4846_FFFF;

    private static readonly IkePath Ends = new(IpAddress.Parse("192.0.2.201"), 4500, IpAddress.Parse("192.0.2.202"), 4500);

    private readonly Dictionary<string, string?> _known = [];

    public string? Problem => null;

    public string? InterfaceProblem => Know("interface", tryInterface);

    public string? Refusal(EspAlgorithm algorithm, bool isExtended, EspMode mode) =>
        Know($"{algorithm}{isExtended}{mode}", () => Try(algorithm, isExtended, mode));

    private string? Know(string what, Func<string?> ask)
    {
        if (!_known.TryGetValue(what, out string? answer))
            _known[what] = answer = ask();
        return answer;
    }

    private string? Try(EspAlgorithm algorithm, bool isExtended, EspMode mode)
    {
        using SecretBytes key = new(EspAlgorithms.KeyMaterialLength(algorithm));
        new SystemRandom().Fill(key.Span);
        TrafficSelector[] local = [TrafficSelector.FromPrefix(Ends.Local, 32)];
        TrafficSelector[] remote = [TrafficSelector.FromPrefix(Ends.Remote, 32)];
        ChildSaSpec spec = new(Spi, Spi, algorithm, key, key, isExtended, local, remote) { Mode = mode };
        KernelChild child = new(spec, ChildSelectors.Of(spec), Ends);
        try
        {
            StateMover.Add(xfrm, new StateBuilder(new KernelOptions(XfrmTag.Of(ushort.MaxValue - 1), 0, 0)), child, isInbound: true, null);
            xfrm.DeleteState(child.Inbound);
            return null;
        }
        catch (LinuxException failure)
        {
            return failure.Detail ?? Errno.Describe(failure.Errno);
        }
    }
}
