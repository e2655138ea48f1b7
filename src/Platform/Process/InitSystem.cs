namespace Holdfast.Platform;

/// <summary>Who started this machine's programs.</summary>
public static class InitSystem
{
    private const string Mark = "/run/systemd/system"; // sd_booted(3)

    public static bool IsSystemd
    {
        get
        {
            try
            {
                return FileGuard.Inspect(Mark).IsDirectory;
            }
            catch (LinuxException)
            {
                return false;
            }
        }
    }
}
