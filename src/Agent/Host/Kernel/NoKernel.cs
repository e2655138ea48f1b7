using Holdfast.Esp;

namespace Holdfast.Host.Kernel;

/// <summary>A kernel without any of it.</summary>
public sealed class NoKernel(string problem) : IKernelSupport
{
    public string? Problem => problem;

    public string? InterfaceProblem => problem;

    public string? PerCpuProblem => problem;

    public string? TcpProblem => problem;

    public string? Refusal(EspAlgorithm algorithm, bool isExtended, EspMode mode, bool isIPv6) => problem;
}
