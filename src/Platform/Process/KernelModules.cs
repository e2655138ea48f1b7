namespace Holdfast.Platform;

/// <summary>Modules of the running kernel.</summary>
public static class KernelModules
{
    private const string HelperSetting = "/proc/sys/kernel/modprobe"; // missing in a kernel without CONFIG_MODULES

    /// <summary>
    /// Has modprobe load it, and waits. True also where it is loaded or built in. False: the kernel takes none, there
    /// is no such module, or it was refused.
    /// </summary>
    /// <param name="name">With underscores.</param>
    /// <param name="option">Of the module's, as name=value.</param>
    public static bool TryLoad(string name, string? option = null)
    {
        try
        {
            if (FileGuard.Inspect($"/sys/module/{name}").Exists) return true;
            if (!Account.MayLoadModules) return false; // nor may modprobe
            byte[] setting = FileGuard.ReadAllBytes(HelperSetting, 4096, out _);
            string helper = System.Text.Encoding.UTF8.GetString(setting).TrimEnd('\n');
            return helper.StartsWith('/') && ChildProcess.Run(option is null ? [helper, "-q", name] : [helper, "-q", name, option]) == 0;
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
