using System.Security.Cryptography;
using Holdfast.Config;
using Holdfast.Platform;

namespace Holdfast.Host;

/// <summary>Files that say what the agent is to do and to keep to itself: who may write or read them is looked at.</summary>
public static class OwnerFile
{
    /// <summary>A file that only its owner may read; cleared from memory behind the reader, which returns what is wrong or null.</summary>
    public static bool TryReadSecret(
        string file, int limit, Func<byte[], string?> read, out IReadOnlyList<ConfigError> errors)
    {
        if (!TryRead(file, limit, out byte[] content, out FileState state, out errors))
            return false;
        try
        {
            if (Check(Facts(file, state)) is { } open)
                return Fail(open, out errors);
            return read(content) is not { } problem || Fail(new ConfigError(file, "", problem), out errors);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    public static bool TryRead(
        string path, int limit, out byte[] content, out FileState state, out IReadOnlyList<ConfigError> errors)
    {
        errors = [];
        content = [];
        state = default;
        try
        {
            FileState found = FileGuard.Inspect(path);
            if (found.IsSymlink)
                return Fail(FileTrust.Check(Facts(path, found))!, out errors);
            content = FileGuard.ReadAllBytes(path, limit, out state);
            return true;
        }
        catch (LinuxException failure)
        {
            return Fail(new ConfigError(path, "", $"can't be read: {failure.Message}"), out errors);
        }
    }

    public static FileFacts Facts(string path, FileState state) =>
        new(path, state.IsSymlink, state.OwnerUid, (uint)(state.Type | state.Mode));

    /// <summary>Null when the file is fine, else the error with the command that mends it.</summary>
    public static ConfigError? Check(FileFacts facts, bool holdsSecret = true) => CredentialsDirectory.Holds(facts.Path)
        ? CredentialsDirectory.Check(facts)
        : FileTrust.Check(facts, Account.EffectiveUserId, holdsSecret);

    private static bool Fail(ConfigError error, out IReadOnlyList<ConfigError> errors)
    {
        errors = [error];
        return false;
    }
}
