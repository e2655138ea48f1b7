using System.Net;
using Holdfast.Esp;
using Holdfast.Platform;

namespace Holdfast.Host.Kernel;

/// <summary>Asks the kernel for an outbound state of one CPU, as it would be used, and takes it away again.</summary>
public static class CpuProbe
{
    // Not an allocated one: the kernel gives those a direction of their own.
    private const uint Spi = 0x4846_0CB0;

    /// <summary>The kernel's words for what it lacks, or null.</summary>
    /// <exception cref="LinuxException">The same, as it said it.</exception>
    public static string? Try(XfrmNetlink xfrm, EspAlgorithm algorithm, IPAddress near, IPAddress far, uint tag)
    {
        XfrmStateId id = new(far, Spi);
        try
        {
            Span<byte> key = stackalloc byte[EspAlgorithms.KeyMaterialLength(algorithm)];
            Entropy.Fill(key);
            int encryption = KernelAlgorithm.EncryptionPart(algorithm);
            XfrmState state = new()
            {
                Source = near, Destination = far, Spi = id.Spi, RequestId = tag, IfId = tag, Algorithm = KernelAlgorithm.Of(algorithm), Cpu = 0,
            };
            bool isKnown = xfrm.Add(state, key[..encryption], key[encryption..]) && xfrm.Find(id) is { Cpu: 0 };
            return isKnown ? null : "it knows no states for single CPUs; Linux 6.13 or newer does";
        }
        finally
        {
            xfrm.Delete(id);
        }
    }

    /// <summary>How many Child SAs for single CPUs are of use: none with one CPU.</summary>
    public static int Most(int configured, IKernelSupport kernel)
    {
        int cpus = configured > 0 ? ProcessorCount.Online() : 0;
        return cpus > 1 && kernel.PerCpuProblem is null ? Math.Min(configured, cpus) : 0;
    }

    /// <summary>Where they are configured and none is of use: why.</summary>
    public static void Explain(int configured, PathDecision decision, IKernelSupport kernel, Log log)
    {
        if (configured > 0 && decision.Settings.PerCpuSas == 0)
            log.Warning($"no Child SAs for single CPUs (perCpuSas): {kernel.PerCpuProblem ?? "this machine has one CPU"}");
    }
}
