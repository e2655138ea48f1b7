namespace Holdfast.Config;

/// <summary>What lstat said about a file.</summary>
/// <param name="Mode">st_mode; the type bits may be missing.</param>
public readonly record struct FileFacts(string Path, bool IsSymlink, uint OwnerUid, uint Mode);

/// <summary>Whether a file may be believed, and may hold a secret.</summary>
public static class FileTrust
{
    private const uint TypeMask = 0xF000;
    private const uint RegularFile = 0x8000;
    private const uint OthersMayWrite = 0x12;     // 022
    private const uint OthersMayDoAnything = 0x3F; // 077
    private const uint OthersMayEnter = 0x17;      // 027: the group's bits show what access lists allow at most, to whomever

    /// <summary>Null when the file is fine, else the error with the command that mends it.</summary>
    /// <param name="facts">Of the file that was opened.</param>
    /// <param name="ownUid">Effective user id of this process; it or root must own the file.</param>
    /// <param name="holdsSecret">False for a file that names a secretFile: others may read it, but not write.</param>
    public static ConfigError? Check(FileFacts facts, uint ownUid = 0, bool holdsSecret = true)
    {
        string path = ShellQuote(facts.Path);
        if (facts.IsSymlink)
            return Error($"is a symbolic link, which others could turn elsewhere; put the file itself there: " +
                $"cp --remove-destination \"$(readlink -f {path})\" {path}");
        if ((facts.Mode & TypeMask) is not (0 or RegularFile))
            return Error("is not a regular file; put a regular file there");
        if (facts.OwnerUid != 0 && facts.OwnerUid != ownUid)
            return Error($"belongs to user {facts.OwnerUid}, who could change it: chown {ownUid} {path}");
        uint forbidden = holdsSecret ? OthersMayDoAnything : OthersMayWrite;
        if ((facts.Mode & forbidden) == 0) return null;
        return holdsSecret
            ? Error($"holds a secret and its mode {Octal(facts.Mode)} lets other users at it: chmod 600 {path}")
            : Error($"can be changed by other users, mode {Octal(facts.Mode)}: chmod go-w {path}");

        ConfigError Error(string message) => new(facts.Path, "", message);
    }

    /// <summary>
    /// As <see cref="Check"/>, for a file of the service manager's: to its group its mode says what the access list for the service's user
    /// allows, so it is the folder that must be closed to others.
    /// </summary>
    public static ConfigError? CheckCredential(FileFacts facts, FileFacts folder, uint ownUid = 0)
    {
        if (Check(facts, ownUid, holdsSecret: false) is { } wrong) return wrong;
        bool isOwned = folder.OwnerUid == 0 || folder.OwnerUid == ownUid;
        if (isOwned && !folder.IsSymlink && (folder.Mode & OthersMayEnter) == 0) return null;
        return new ConfigError(facts.Path, "", $"holds a secret, and its folder, of user {folder.OwnerUid} with mode {Octal(folder.Mode)}, lets other users " +
            $"at it: chown {ownUid} {ShellQuote(folder.Path)} && chmod 700 {ShellQuote(folder.Path)}");
    }

    private static string Octal(uint mode) => Convert.ToString(mode & 0xFFF, 8).PadLeft(3, '0');

    private static string ShellQuote(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_')
            ? path
            : $"'{path.Replace("'", "'\\''")}'";
}
