using System.Text;

namespace Holdfast.Platform;

/// <summary>Tells one boot of the kernel from another (random(4)).</summary>
public static class BootId
{
    private const int Most = 64;

    /// <summary>Such as "1b3ee6fd-9ae2-4d3a-a1a5-2f4a6a9c8f11"; empty where there is none.</summary>
    public static string Read()
    {
        try
        {
            return Encoding.ASCII.GetString(FileGuard.ReadAllBytes("/proc/sys/kernel/random/boot_id", Most, out _)).Trim();
        }
        catch (LinuxException)
        {
            return "";
        }
    }
}
