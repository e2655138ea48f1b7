using Holdfast.Lab.Network;

namespace Holdfast.Lab.Agent;

/// <summary>/etc/holdfast/agent.json of a machine.</summary>
public static class AgentFile
{
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <returns>The file's path, seen from outside.</returns>
    public static string Write(Machine machine, string json, UnixFileMode mode = Private)
    {
        var folder = Directory.CreateDirectory(Path.Combine(machine.Etc, "holdfast")).FullName;
        var path = Path.Combine(folder, "agent.json");
        File.WriteAllText(path, json);
        File.SetUnixFileMode(path, mode);
        return path;
    }
}
