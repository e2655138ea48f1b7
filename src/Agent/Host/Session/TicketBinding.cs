using System.Globalization;
using System.Text;
using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Host.Trust;
using Holdfast.Platform;

namespace Holdfast.Host.Session;

/// <summary>
/// What a ticket belongs to: the configuration, the credential and the authorities, as their files are. No digest of a secret is in it,
/// by which a password could be tried; a file that was written anew counts as changed.
/// </summary>
public static class TicketBinding
{
    public const int Length = 32;

    /// <param name="configPath">Null: there is no file.</param>
    /// <param name="configState">Of the file that was read.</param>
    public static byte[] Of(ConnectionConfig config, string? configPath, FileState configState, OwnCredential own)
    {
        StringBuilder text = new();
        Add(text, config.Name);
        Add(text, configPath ?? "", configState);
        for (int i = 0; i < own.Files.Count; i++)
            Add(text, own.Files[i], own.Seen[i]);
        foreach (string word in config.Login.Trust)
            Add(text, word, word.StartsWith('/') ? StateOf(word) : default);
        byte[] digest = new byte[Length];
        Hash.Compute(HashAlgorithm.Sha256, Encoding.UTF8.GetBytes(text.ToString()), digest);
        return digest;
    }

    /// <summary>What can't be looked at is as good as gone.</summary>
    public static FileState StateOf(string path)
    {
        try
        {
            return FileGuard.Inspect(path);
        }
        catch (LinuxException)
        {
            return default;
        }
    }

    private static void Add(StringBuilder text, string path, FileState state)
    {
        Add(text, path);
        text.Append(CultureInfo.InvariantCulture, $"{state.Type} {state.Device} {state.Inode} {state.Size} {state.ChangedAt}\n");
    }

    private static void Add(StringBuilder text, string word) =>
        text.Append(CultureInfo.InvariantCulture, $"{word.Length} {word}\n");
}
