namespace Holdfast.Platform;

/// <summary>Modules of the running kernel.</summary>
public static class KernelModules
{
    /// <summary>Has modprobe load it. False: the kernel takes none, there is no such module, or it was refused.</summary>
    public static bool TryLoad(string name) => throw new NotImplementedException();
}
