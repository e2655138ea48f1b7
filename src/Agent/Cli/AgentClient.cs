using System.Text;
using Holdfast.Host.Control;
using Holdfast.Platform;

namespace Holdfast.Cli;

/// <summary>What the commands ask of the agent that runs, over its control socket.</summary>
internal static class AgentClient
{
    private const int LargestAnswer = 1 << 20;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <returns>The agent's answer, whole.</returns>
    /// <exception cref="LinuxException">No agent answers.</exception>
    public static string Ask(string runDirectory, string command)
    {
        using UnixClient client = UnixClient.Connect(Path.Combine(runDirectory, ControlServer.SocketName), Timeout);
        client.Write(Encoding.UTF8.GetBytes($"{command}\n"));
        return Encoding.UTF8.GetString(client.ReadToEnd(LargestAnswer));
    }

    /// <summary>What to say where it does not answer.</summary>
    public static string Missing(string problem) => $"error: no running agent answers: {problem}; start one with holdfast run, or ask as root";
}
