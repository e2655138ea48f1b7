using Holdfast.Esp;

namespace Holdfast.Host.Kernel;

/// <summary>What the kernel can really do; each answer is the kernel's own words for what it lacks, or null.</summary>
public interface IKernelSupport
{
    /// <summary>Why nothing of IPsec works at all.</summary>
    string? Problem { get; }

    /// <summary>Why there are no xfrm interfaces.</summary>
    string? InterfaceProblem { get; }

    /// <summary>Why no state is for the packets of one CPU alone.</summary>
    string? PerCpuProblem { get; }

    /// <summary>Why there is no ESP in TCP (RFC 9329).</summary>
    string? TcpProblem { get; }

    /// <summary>Why it takes no such Child SA.</summary>
    /// <param name="isIPv6">The outer addresses.</param>
    string? Refusal(EspAlgorithm algorithm, bool isExtended, EspMode mode, bool isIPv6);
}
