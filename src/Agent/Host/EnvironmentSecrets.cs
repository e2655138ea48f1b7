using Holdfast.Config;
using Holdfast.Crypto;
using Holdfast.Platform;

namespace Holdfast.Host;

/// <summary>
/// Secrets out of the process's environment: at the first use a variable is overwritten there, and what it held is kept for the uses to
/// come, by another connection or for a renewed key.
/// </summary>
internal static class EnvironmentSecrets
{
    /// <summary>More than any secret may have, with its line end; what is too long shows in what is kept.</summary>
    private const int MostBytes = 2 * SecretText.MaxLength;

    private static readonly Dictionary<string, SecretBytes> Taken = [];

    /// <summary>Not the caller's to dispose. Null: there is no such variable.</summary>
    public static SecretBytes? Find(string name)
    {
        if (!Taken.ContainsKey(name))
            EnvironmentBlock.TryTake(name, name, (value, key) => Taken.Add(key, SecretBytes.CopyOf(value[..Math.Min(value.Length, MostBytes)])));
        return Taken.GetValueOrDefault(name);
    }

    /// <summary>Puts them back for what this process becomes, which is to find them as this one did.</summary>
    /// <exception cref="LinuxException">ENOMEM.</exception>
    public static void GiveBack()
    {
        foreach ((string name, SecretBytes value) in Taken)
            EnvironmentBlock.Put(name, value.Span);
    }

    /// <summary>Overwrites them again, as the process became nothing else.</summary>
    public static void TakeBack()
    {
        foreach (string name in Taken.Keys)
            EnvironmentBlock.TryTake(name, name, (_, _) => { });
    }
}
