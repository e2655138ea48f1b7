using Holdfast.Lab.Agent;

namespace Holdfast.Vm.Tests;

/// <summary>How the packets are to be carried.</summary>
public enum PathMode
{
    /// <summary>By the kernel, through an xfrm interface.</summary>
    Interface,

    /// <summary>By the kernel, with policies alone.</summary>
    Policy,

    /// <summary>By the agent.</summary>
    Userspace,
}

internal static class PathModes
{
    /// <summary>Settings that allow this way only.</summary>
    public static AgentSettings By(this AgentSettings settings, PathMode mode) => mode switch
    {
        PathMode.Interface => settings with { Datapath = "kernel", Xfrm = "interface" },
        PathMode.Policy => settings with { Datapath = "kernel", Xfrm = "policy" },
        _ => settings with { Datapath = "userspace" },
    };

    /// <summary>What the status says of it.</summary>
    public static string Path(this PathMode mode) => mode switch
    {
        PathMode.Interface => "kernel (xfrm interface hf0)",
        PathMode.Policy => "kernel (policies)",
        _ => "userspace",
    };
}
