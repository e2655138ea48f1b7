namespace Holdfast.Platform;

/// <summary>Modules of the running kernel.</summary>
public static class KernelModules
{
    /// <summary>For one module: modprobe takes milliseconds, and one that waits for something may wait for ever.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private const string HelperSetting = "/proc/sys/kernel/modprobe"; // missing in a kernel without CONFIG_MODULES

    /// <summary>
    /// Has modprobe load it, and waits. True also where it is loaded or built in. False: the kernel takes none, there
    /// is no such module, it was refused, or the time was over and modprobe was killed.
    /// </summary>
    /// <param name="name">With underscores.</param>
    /// <param name="option">Of the module's, as name=value.</param>
    /// <param name="limit">How long is waited; null: <see cref="Longest"/>.</param>
    public static bool TryLoad(string name, string? option = null, TimeSpan? limit = null)
    {
        try
        {
            if (FileGuard.Inspect($"/sys/module/{name}").Exists) return true;
            if (!Account.MayLoadModules) return false; // nor may modprobe
            byte[] setting = FileGuard.ReadAllBytes(HelperSetting, 4096, out _);
            string helper = System.Text.Encoding.UTF8.GetString(setting).TrimEnd('\n');
            return helper.StartsWith('/') && Run(option is null ? [helper, "-q", name] : [helper, "-q", name, option], limit ?? Longest);
        }
        catch (LinuxException)
        {
            return false;
        }
    }

    /// <summary>It ended well, and in time.</summary>
    internal static bool Run(IReadOnlyList<string> command, TimeSpan limit)
    {
        using ChildProcess child = ChildProcess.Start(command);
        return child.TryEndWithin(limit, out int code) && code == 0;
    }
}
