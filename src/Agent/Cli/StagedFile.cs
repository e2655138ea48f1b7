using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Cli;

/// <summary>
/// A file that the running agent is to read. A service that is shut in sees neither the users' folders nor their temporary files, so
/// what lies there is put into its run-time directory meanwhile, with the same mode, which it judges.
/// </summary>
public sealed class StagedFile : IDisposable
{
    private static readonly string[] Hidden = ["/home/", "/root/", "/tmp/", "/var/tmp/", "/run/user/"];

    private readonly string _original;

    private StagedFile(string original, string path) => (_original, Path) = (original, path);

    /// <summary>Where the agent finds it.</summary>
    public string Path { get; }

    /// <param name="original">Absolute.</param>
    /// <exception cref="LinuxException">The run-time directory takes nothing: there is no agent, or it is another user's.</exception>
    public static StagedFile Of(string original, string runDirectory)
    {
        if (!Array.Exists(Hidden, folder => original.StartsWith(folder, StringComparison.Ordinal)) || !TryRead(original, out byte[] content, out int mode))
            return new StagedFile(original, original);
        try
        {
            string copy = System.IO.Path.GetFullPath(System.IO.Path.Combine(runDirectory, $"apply-{Environment.ProcessId}.json"));
            FileGuard.WriteAtomically(copy, content, mode);
            return new StagedFile(original, copy);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>The agent's answer with the name that the file has for who asked.</summary>
    public string InOwnWords(string answer) => answer.Replace(Path, _original, StringComparison.Ordinal);

    public void Dispose()
    {
        if (Path != _original)
            FileGuard.Remove(Path);
    }

    // What is wrong with a file is the agent's to say.
    private static bool TryRead(string path, out byte[] content, out int mode)
    {
        (content, mode) = ([], 0);
        try
        {
            content = FileGuard.ReadAllBytes(path, ConfigReader.MaxFileSize, out FileState state);
            mode = state.Mode;
            return state.OwnerUid == Account.EffectiveUserId;
        }
        catch (LinuxException)
        {
            return false;
        }
    }
}
